-- Writes a clerk's work on one application: a status, a remark, that the number was shown, or that
-- the person was told of a free place. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, wish, kind ('stage', 'remarked', 'revealed', 'told'), expected, value, wording
-- as JSON ('' = none), at, by.
-- Returns {'ok', number} | {'conflict', current value} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, wish, kind, expected, value, wording, at, by = unpack(ARGV, 3, 10)
local work = read_work(pid, wish)
if not work or call('EXISTS', person_key(pid)) == 0 then return {'gone'} end
-- While its person is merged into another one who has the same application, that one counts.
local into = call('HGET', prefix .. 'alias', pid)
if into and call('HEXISTS', work_key(into), wish) == 1 then return {'gone'} end
local current = {stage = work.status or 'new', remarked = plain(work.remark or 0), told = work.offer or ''}
local now = current[kind] or ''
if now ~= expected then return {'conflict', now} end
local number = next_number()
local event = {k = kind, t = tonumber(at), by = by, p = pid, w = {wish}}
if kind == 'stage' then
  event.a, event.b, work.status = now, value, value
elseif kind == 'remarked' then
  work.remark = number
  if wording ~= '' then
    call('HSET', key('words', pid), plain(number), wording)
  else
    work.remark = nil
  end
elseif kind == 'told' then
  work.offer, event.x = value, value == 'told' or nil
end
write_work(pid, wish, work, number)
event.q = settle(number, true)
append(number, event)
promote(at, number)
if kind ~= 'revealed' then touch(pid, at) end
return {'ok', plain(number)}
