-- Appends reports of overlays to the log of a show, and writes the heartbeat of their server.
-- KEYS: marker, reports, heartbeats. ARGV: epoch, run of the server, now, most reports, then reports as JSON.
-- Returns {'ok'} | {'full'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
if #ARGV == 4 then return {'ok'} end
if redis.call('LLEN', KEYS[2]) + #ARGV - 4 > tonumber(ARGV[4]) then return {'full'} end
redis.call('RPUSH', KEYS[2], unpack(ARGV, 5))
return {'ok'}
