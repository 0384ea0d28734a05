-- Marks an application as withdrawn by its person; it no longer counts.
-- KEYS: marker, application, history, pulse. ARGV: epoch, prefix, id, change as JSON.
-- Returns {'ok'} | {'gone'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local of = redis.call('HMGET', KEYS[2], 'show', 'job')
if not of[1] then return {'gone'} end
if redis.call('HSETNX', KEYS[2], 'withdrawn', '1') == 1 then
  redis.call('SREM', ARGV[2] .. 'count:' .. of[1] .. ':' .. of[2], ARGV[3])
  redis.call('RPUSH', KEYS[3], ARGV[4])
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'what', 'application')
end
return {'ok'}
