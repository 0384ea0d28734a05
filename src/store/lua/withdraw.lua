-- Marks an application as withdrawn by its person, and stops counting it.
-- KEYS: marker, person, history, pulse, counts. ARGV: epoch, application's field, field, job, change as JSON.
-- Returns {'ok'} | {'gone'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local first = redis.call('HGET', KEYS[2], ARGV[2])
if not first then return {'gone'} end
if redis.call('HSETNX', KEYS[2], ARGV[3], '1') == 1 then
  -- Suspects are not counted. No text within the JSON can match, because its quotes are escaped.
  if not string.find(first, '"x":', 1, true) then redis.call('HINCRBY', KEYS[5], ARGV[4], -1) end
  redis.call('RPUSH', KEYS[3], ARGV[5])
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'what', 'application')
end
return {'ok'}
