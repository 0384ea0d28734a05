-- Writes a consent to be handed to a recipient, that it was taken back, or a hand-over, which needs one in force. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, wish, kind ('share_given', 'share_withdrawn', 'handed_over'), the recipient's
-- id as JSON, its name, form ('' = the person; to withdraw: all), hash of the text, record as JSON, text, at, by.
-- Returns {'ok', number} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, wish, kind, id, name, form, hash, record, text, at, by = unpack(ARGV, 3, 13)
local work = read_work(pid, wish)
if not work or work.closed or call('EXISTS', person_key(pid)) == 0 then return {'gone'} end
-- While its person is merged into another one who has the same application, that one counts.
local into = call('HGET', prefix .. 'alias', pid)
if into and call('HEXISTS', work_key(into), wish) == 1 then return {'gone'} end

local to = cjson.encode(cjson.decode(id))
local function is_to(record) return cjson.encode(record.to.id) == to and record.to.name == name end
local function in_force(share)
  if not is_to(share) or share.hash ~= hash then return false end
  return not share.form or (work.forms[share.form] and not is_suspect(work.forms[share.form])) or false
end

if kind == 'share_given' then
  if form ~= '' and not work.forms[form] then return {'gone'} end
  drop_shares(work, function(share) return is_to(share) and (share.form or '') == form end)
  work.shares = work.shares or {}
  table.insert(work.shares, cjson.decode(record))
  call('HSETNX', prefix .. 'consents', hash, text)
elseif kind == 'share_withdrawn' then
  local dropped = drop_shares(work, function(share) return is_to(share) and (form == '' or share.form == form) end)
  if not dropped then return {'gone'} end
else
  local agreed = false
  for _, share in ipairs(work.shares or {}) do agreed = agreed or in_force(share) end
  if not agreed then return {'gone'} end
  local handed = {cjson.decode(record)}
  for _, before in ipairs(work.handed or {}) do
    if not is_to(before) then handed[#handed + 1] = before end
  end
  work.handed = handed
end
local number = next_number()
write_work(pid, wish, work, number)
append(number, {
  k = kind, t = tonumber(at), by = by ~= '' and by or nil, p = pid, w = {wish}, c = name, h = hash ~= '' and hash or nil,
})
touch(pid, at)
return {'ok', plain(number)}
