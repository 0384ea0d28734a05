-- Adds visits to the tallies of a show's sources. A source is three fields: times, people, last visit.
-- KEYS: marker, visits. ARGV: epoch, most sources without a channel, the source that counts for those above it, then source,
-- '1' if it has a channel, times, people, last visit …
-- Returns {'ok'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
for i = 4, #ARGV, 5 do
  local source = ARGV[i]
  if ARGV[i + 1] ~= '1' and redis.call('HEXISTS', KEYS[2], source .. ':times') == 0
    and redis.call('HLEN', KEYS[2]) >= 3 * tonumber(ARGV[2]) then source = ARGV[3] end
  redis.call('HINCRBY', KEYS[2], source .. ':times', ARGV[i + 2])
  redis.call('HINCRBY', KEYS[2], source .. ':people', ARGV[i + 3])
  local last = tonumber(redis.call('HGET', KEYS[2], source .. ':last') or '0')
  if tonumber(ARGV[i + 4]) > last then redis.call('HSET', KEYS[2], source .. ':last', ARGV[i + 4]) end
end
return {'ok'}
