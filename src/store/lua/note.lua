-- Writes what concerns a whole person: a person code, that the phone must not be called, a merge. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, kind, value, at, by.
-- Returns {'ok', number} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, kind, value, at, by = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
if call('EXISTS', person_key(pid)) == 0 then return {'gone'} end
local event = {k = kind, t = tonumber(at), by = by ~= '' and by or nil, p = pid}
local alias = prefix .. 'alias'
local number = next_number()

if kind == 'code_issued' then
  call('HSET', person_key(pid), 'code', value)
elseif kind == 'do_not_call' then
  -- The value is the phone's identity for this purpose; with a leading '-' the note is lifted.
  local lift = string.sub(value, 1, 1) == '-'
  if lift then
    call('HDEL', prefix .. 'do-not-call', string.sub(value, 2))
  else
    call('HSET', prefix .. 'do-not-call', value, at)
  end
  event.x = not lift or nil
elseif kind == 'merged' then
  -- One level: neither of the two may be merged already, so that there is no circle.
  if value == pid or call('EXISTS', person_key(value)) == 0 then return {'gone'} end
  if call('HEXISTS', alias, pid) == 1 or call('HEXISTS', alias, value) == 1 then return {'gone'} end
  for _, target in ipairs(call('HVALS', alias)) do
    if target == pid then return {'gone'} end
  end
  for _, wish in ipairs(call('HKEYS', work_key(pid))) do
    read_work(pid, wish)
    local theirs = read_work(value, wish)
    -- One of them has a place, and the other one waits: it is the same person, who has a place.
    if theirs and (theirs.queue or 0) > 0 and had[wish] and had[wish][pid] > 0 then
      call('ZREM', waiting_key(wish), value)
      theirs.queue = 0
      write_work(value, wish, theirs, number)
    end
  end
  call('HSET', alias, pid, value)
  event.o = value
elseif kind == 'unmerged' then
  local into = call('HGET', alias, pid)
  if not into then return {'gone'} end
  for _, wish in ipairs(call('HKEYS', work_key(pid))) do read_work(pid, wish) end
  call('HDEL', alias, pid)
  event.o = into
end
event.q = settle(number, true)
append(number, event)
promote(at, number)
return {'ok', plain(number)}
