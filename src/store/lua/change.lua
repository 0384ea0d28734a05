-- Changes one field of an application if it still has the expected value, and appends the change to the history.
-- KEYS: marker, person, history, pulse. ARGV: epoch, application's field, field, from, to, change as JSON.
-- Returns {'ok'} | {'conflict', now} | {'gone'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return {'gone'} end
local now = redis.call('HGET', KEYS[2], ARGV[3]) or ''
if now ~= ARGV[4] then return {'conflict', now} end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[5])
redis.call('RPUSH', KEYS[3], ARGV[6])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'what', 'change')
return {'ok'}
