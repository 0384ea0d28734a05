-- Writes a clerk's judgement of a form, or takes it back. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, form, expected judgement, judgement ('' = none), at, by.
-- Returns {'ok', number} | {'conflict', judgement} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, form, expected, judgement, at, by = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local json = call('HGET', person_key(pid), 'form:' .. form)
if not json then return {'gone'} end
local marked = {}
for _, wish in ipairs(wishes_of(cjson.decode(json))) do
  local work = read_work(pid, wish)
  local mark = work and work.forms[form]
  if mark then
    local suspicion, now = string.match(mark, '^([^:]*):?(.*)$')
    if now ~= expected then return {'conflict', now} end
    marked[#marked + 1] = {wish = wish, work = work, mark = suspicion .. (judgement ~= '' and ':' .. judgement or '')}
  end
end
if #marked == 0 then return {'gone'} end
local number, wishes = next_number(), {}
for m, one in ipairs(marked) do
  one.work.forms[form] = one.mark
  write_work(pid, one.wish, one.work, number)
  wishes[m] = one.wish
end
local waits = settle(number, true)
append(number, {
  k = 'judged', t = tonumber(at), by = by, p = pid, f = form, w = wishes, j = judgement ~= '' and judgement or nil,
  q = waits,
})
promote(at, number)
return {'ok', plain(number)}
