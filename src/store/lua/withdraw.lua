-- Marks an application as withdrawn by its person; it no longer counts.
-- KEYS: marker, person, history, pulse, count. ARGV: epoch, application's field, field, person's id, change as JSON.
-- Returns {'ok'} | {'gone'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return {'gone'} end
if redis.call('HSETNX', KEYS[2], ARGV[3], '1') == 1 then
  redis.call('SREM', KEYS[5], ARGV[4])
  redis.call('RPUSH', KEYS[3], ARGV[5])
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'what', 'application')
end
return {'ok'}
