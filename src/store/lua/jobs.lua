-- Writes all jobs or none: each match key must be free, or belong to the same job.
-- KEYS: marker, jobs, job keys, job sequence. ARGV: epoch, then id ('' = new), match key, job as JSON …
-- Returns {'ok', id …} | {'conflict'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
for i = 2, #ARGV, 3 do
  local owner = redis.call('HGET', KEYS[3], ARGV[i + 1])
  if owner and owner ~= ARGV[i] then return {'conflict'} end
  if ARGV[i] ~= '' and redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then return {'conflict'} end
end
local out = {'ok'}
for i = 2, #ARGV, 3 do
  local id = ARGV[i]
  if id == '' then id = string.format('%06d', redis.call('INCR', KEYS[4])) end
  redis.call('HSET', KEYS[2], id, ARGV[i + 2])
  redis.call('HSET', KEYS[3], ARGV[i + 1], id)
  out[#out + 1] = id
end
return out
