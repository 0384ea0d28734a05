-- Erases a form, or a whole person. The last form takes its person with it. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, form ('' = the whole person), at, by, reason.
-- Returns {'ok', number} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, form, at, by, reason = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local hash = call('HGET', person_key(pid), 'hash')
if not hash then return {'gone'} end
local json = form ~= '' and call('HGET', person_key(pid), 'form:' .. form)
if form ~= '' and not json then return {'gone'} end
local number = next_number()

local function erase_form()
  local stored, wishes = cjson.decode(json), {}
  for _, wish in ipairs(wishes_of(stored)) do
    if detach(pid, wish, form, number, 'erased') then wishes[#wishes + 1] = wish end
  end
  call('HDEL', person_key(pid), 'form:' .. form)
  mark_erasure(number)
  call('SET', key('token', form), 'erased', 'XX', 'KEEPTTL')
  -- Its words before it was amended. The remarks of staff stay until the whole person is erased.
  local words = call('HGETALL', key('words', pid))
  for i = 1, #words, 2 do
    local word = cjson.decode(words[i + 1])
    if type(word) == 'table' and word.was and word.was.root == stored.root then call('HDEL', key('words', pid), words[i]) end
  end
  local entry = phone_entry(hash)
  entry.forms = math.max(entry.forms - 1, 0)
  return wishes
end

local wishes, whole = nil, form == ''
if not whole then
  wishes = erase_form()
  whole = count_forms(pid) == 0
  if whole then erase_person(pid, hash, number, 'erased') end
else
  wishes = erase_person(pid, hash, number, 'erased')
end
write_phones()
settle(number)
append(number, {
  k = 'erased', t = tonumber(at), by = by ~= '' and by or nil, p = pid, f = form ~= '' and form or nil,
  w = #wishes > 0 and wishes or nil, r = reason ~= '' and reason or nil,
})
promote(at, number)
return {'ok', plain(number)}
