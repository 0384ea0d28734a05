-- Writes to the audit log that a list was exported. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, rows, full ('1'), at, by. Returns {'ok', number} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local number = next_number()
append(number, {k = 'exported', t = tonumber(ARGV[5]), by = ARGV[6], n = tonumber(ARGV[3]), x = ARGV[4] == '1' or nil})
return {'ok', plain(number)}
