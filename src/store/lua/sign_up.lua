-- Keeps many sign-ups in one step, so that those that arrive together share one sync of the disk.
-- KEYS: marker, pulse. ARGV: epoch, prefix, receipt seconds, then for each sign-up:
--   token, person, new who, name, show, at, suspect, application as JSON, again (JSON for the history of an application
--   that exists), new code, how many cards, then for each card: number, job.
-- Returns {'emptied'} or {'ok', receipt …}; a receipt is person|show|at|code|cards|already.
-- One hash a person and few calls a sign-up: every call is also a line of the append-only file.
local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local prefix, ttl = ARGV[2], ARGV[3]
local out, fresh = {'ok'}, false

-- The same person asks again for the same job: nothing is overwritten, the new words go into the history.
local function keep_again(a, person, of, withdrawn)
  call('RPUSH', prefix .. 'log:' .. ARGV[a + 1] .. '-' .. of, ARGV[a + 8])
  if withdrawn then
    call('HDEL', person, 'w:' .. of, 's:' .. of)
    if ARGV[a + 6] == '' then call('SADD', prefix .. 'count:' .. of, ARGV[a + 1]) end
  end
end

local function keep_new(a, of)
  local id = ARGV[a + 1] .. '-' .. of
  if ARGV[a + 6] == '' then
    call('ZADD', prefix .. 'apps:' .. ARGV[a + 4], ARGV[a + 5], id)
    call('SADD', prefix .. 'count:' .. of, ARGV[a + 1])
  else
    call('ZADD', prefix .. 'suspects', ARGV[a + 5], id)
  end
end

local a = 4
while a <= #ARGV do
  local cards = tonumber(ARGV[a + 10])
  local person = prefix .. 'person:' .. ARGV[a + 1]
  local fields = {'who'}
  for c = 1, cards do
    local of = ARGV[a + 4] .. '-' .. ARGV[a + 10 + 2 * c]
    fields[2 * c], fields[2 * c + 1] = 'a:' .. of, 'w:' .. of
  end
  local known = call('HMGET', person, unpack(fields))
  local all, already, write = {}, {}, {}
  if not known[1] then
    write = {'who', ARGV[a + 2]}
  elseif string.sub(known[1], -#ARGV[a + 3] - 1) ~= '\t' .. ARGV[a + 3] then
    write = {'other:' .. ARGV[a + 3], ARGV[a + 5]}
  end
  for c = 1, cards do
    all[c] = ARGV[a + 9 + 2 * c]
    if known[2 * c] then
      already[#already + 1] = all[c]
    else
      write[#write + 1] = fields[2 * c]
      write[#write + 1] = all[c] .. '\t' .. ARGV[a + 7]
    end
  end
  local code = known[1] and '' or ARGV[a + 9]
  local receipt = table.concat({ARGV[a + 1], ARGV[a + 4], ARGV[a + 5], code, table.concat(all, ','), table.concat(already, ',')}, '|')
  -- The token is taken and asked about in one call; whoever had it keeps their receipt.
  local kept = call('SET', prefix .. 'token:' .. ARGV[a], receipt, 'NX', 'GET', 'EX', ttl)
  if not kept then
    if #write > 0 then call('HSET', person, unpack(write)) end
    for c = 1, cards do
      local of = string.sub(fields[2 * c], 3)
      if known[2 * c] then keep_again(a, person, of, known[2 * c + 1]) else keep_new(a, of) end
    end
    fresh = true
  end
  out[#out + 1] = kept or receipt
  a = a + 11 + 2 * cards
end
if fresh then call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'what', 'application') end
return out
