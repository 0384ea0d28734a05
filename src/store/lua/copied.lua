-- Notes who copied a channel's text last.
-- KEYS: marker, copies of a show. ARGV: epoch, code of the channel, note as JSON.
-- Returns {'ok'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return {'ok'}
