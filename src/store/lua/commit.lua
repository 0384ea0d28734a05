-- Appends one stage entry and writes the records that belong to it, or does nothing.
-- KEYS: marker, stage.
-- ARGV: epoch, expected revision ('' = any), a revision that the new one must be above, at, by, id, kind, scope, do,
--   stage ('' = unchanged), then the operations: 'SET' key value | 'HSET' key field value |
--   'LIMITS' places count {job limit}: the limits of all cards of a show ('' = none). A removed card keeps its own.
-- Returns {'ok', new revision} | {'stale', newest revision} | {'emptied'}.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local rev, stage = 0, '{}'
if last then
  rev = tonumber(string.match(last[1], '^%d+'))
  for i = 1, #last[2], 2 do
    if last[2][i] == 'stage' then stage = last[2][i + 1] end
  end
end
if ARGV[2] ~= '' and tonumber(ARGV[2]) ~= rev then return {'stale', tostring(rev)} end
if ARGV[10] ~= '' then stage = ARGV[10] end
local i = 11
while i <= #ARGV do
  if ARGV[i] == 'SET' then
    redis.call('SET', ARGV[i + 1], ARGV[i + 2])
    i = i + 3
  elseif ARGV[i] == 'LIMITS' then
    local count = tonumber(ARGV[i + 2])
    local known = {}
    for _, field in ipairs(redis.call('HKEYS', ARGV[i + 1])) do known[field] = true end
    for l = i + 3, i + 1 + 2 * count, 2 do
      local field = 'limit:' .. ARGV[l]
      if ARGV[l + 1] ~= '' then
        redis.call('HSET', ARGV[i + 1], field, ARGV[l + 1])
      elseif known[field] then
        redis.call('HDEL', ARGV[i + 1], field)
      end
    end
    i = i + 3 + 2 * count
  else
    redis.call('HSET', ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
    i = i + 4
  end
end
local next = string.format('%.0f', math.max(rev, tonumber(ARGV[3])) + 1)
-- Some 700 bytes an entry: 100,000 commands are years of Tuesdays and stay under 100 MB.
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 100000, next .. '-0',
  'at', ARGV[4], 'by', ARGV[5], 'id', ARGV[6], 'kind', ARGV[7], 'scope', ARGV[8], 'do', ARGV[9], 'stage', stage)
return {'ok', next}
