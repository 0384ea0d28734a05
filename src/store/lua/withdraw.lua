-- Withdraws an application: for one form, or for all forms of its person. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, person, wish, form ('' = all), at.
-- Returns {'ok', number} | {'gone'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local pid, wish, form, at = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local work = read_work(pid, wish)
if not work or work.closed then return {'gone'} end
if form ~= '' and not work.forms[form] then return {'gone'} end
local number = next_number()
if form == '' then
  work.forms, work.shares, work.closed = {}, nil, 'withdrew'
  write_work(pid, wish, work, number)
else
  detach(pid, wish, form, number, 'withdrew')
end
settle(number)
append(number, {k = 'withdrew', t = tonumber(at), p = pid, w = {wish}, f = form ~= '' and form or nil})
promote(at, number)
touch(pid, at)
return {'ok', plain(number)}
