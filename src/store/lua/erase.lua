-- Erases a person with all applications, histories and index entries.
-- KEYS: marker, person, pulse. ARGV: epoch, prefix, person's id. Returns {'ok'} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local prefix = ARGV[2]
local flat, fields = redis.call('HGETALL', KEYS[2]), {}
for at = 1, #flat, 2 do fields[flat[at]] = flat[at + 1] end
for field, first in pairs(fields) do
  local of, show, job = string.match(field, '^a:((%d+)%-(.+))$')
  if of then
    local id = ARGV[3] .. '-' .. of
    redis.call('ZREM', prefix .. 'apps:' .. show, id)
    redis.call('ZREM', prefix .. 'suspects', id)
    -- Suspects and withdrawn applications are not counted.
    if not fields['w:' .. of] and not string.find(first, '"x":', 1, true) then
      redis.call('HINCRBY', prefix .. 'counts:' .. show, job, -1)
    end
    redis.call('DEL', prefix .. 'log:' .. id)
  end
end
redis.call('DEL', KEYS[2])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'what', 'application')
return {'ok'}
