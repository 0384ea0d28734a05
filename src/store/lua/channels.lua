-- Writes channels unless another server has written some since they were read.
-- KEYS: marker, version, channels. ARGV: epoch, version that was read, then code, channel as JSON …
-- Returns {'ok'} | {'conflict'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[2] then return {'conflict'} end
redis.call('INCR', KEYS[2])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
return {'ok'}
