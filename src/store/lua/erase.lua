-- Removes a person, their applications and histories, and every index entry.
-- KEYS: marker, person, pulse. ARGV: epoch, prefix, person's id. Returns {'ok'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local prefix = ARGV[2]
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  local of, show = string.match(field, '^a:((%d+)%-.+)$')
  if of then
    local id = ARGV[3] .. '-' .. of
    redis.call('ZREM', prefix .. 'apps:' .. show, id)
    redis.call('ZREM', prefix .. 'suspects', id)
    redis.call('SREM', prefix .. 'count:' .. of, ARGV[3])
    redis.call('DEL', prefix .. 'log:' .. id)
  end
end
redis.call('DEL', KEYS[2])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'what', 'application')
return {'ok'}
