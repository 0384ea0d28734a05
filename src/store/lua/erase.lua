-- Removes a person, their applications and histories, and every index entry.
-- KEYS: marker, person, pulse. ARGV: epoch, prefix. Returns {'ok'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local prefix = ARGV[2]
local fields = redis.call('HGETALL', KEYS[2])
for i = 1, #fields, 2 do
  local show, job = string.match(fields[i], '^app:([^:]+):(.+)$')
  if show then
    local id = fields[i + 1]
    redis.call('ZREM', prefix .. 'apps', id)
    redis.call('ZREM', prefix .. 'apps:' .. show, id)
    redis.call('ZREM', prefix .. 'suspects', id)
    redis.call('SREM', prefix .. 'count:' .. show .. ':' .. job, id)
    redis.call('DEL', prefix .. 'app:' .. id, prefix .. 'log:' .. id)
  end
end
redis.call('DEL', KEYS[2])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'what', 'application')
return {'ok'}
