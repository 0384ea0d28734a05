-- Keeps many sign-ups in one step, so that those that arrive together share one sync of the disk.
-- KEYS: marker, pulse. ARGV: epoch, prefix, receipt seconds, then for each sign-up:
--   token, person, code, name, phone, township, call time, note, show, at, source, consent, suspect, again (JSON for the
--   history of an application that exists), how many cards, then for each card: number, job, application id.
-- Returns {'emptied'} or {'ok', receipt …}; a receipt is person|show|at|code|cards|already.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local call, prefix, ttl = redis.call, ARGV[2], ARGV[3]
local out, fresh = {'ok'}, false

local function keep_new(a, key, show, at, suspect, card, job, id)
  call('HSET', prefix .. 'app:' .. id, 'person', ARGV[a + 1], 'name', ARGV[a + 3], 'township', ARGV[a + 5],
    'call', ARGV[a + 6], 'note', ARGV[a + 7], 'show', show, 'at', at, 'source', ARGV[a + 10], 'consent', ARGV[a + 11],
    'suspect', suspect, 'card', card, 'job', job)
  if suspect == '' then
    call('ZADD', prefix .. 'apps', at, id)
    call('ZADD', prefix .. 'apps:' .. show, at, id)
    call('SADD', prefix .. 'count:' .. show .. ':' .. job, id)
  else
    call('ZADD', prefix .. 'suspects', at, id)
  end
  call('HSET', key, 'app:' .. show .. ':' .. job, id)
end

-- The same person asks again for the same job: nothing is overwritten, the new words go into the history.
local function keep_again(a, show, suspect, job, id)
  local app = prefix .. 'app:' .. id
  call('RPUSH', prefix .. 'log:' .. id, ARGV[a + 13])
  if call('HDEL', app, 'withdrawn') == 1 and suspect == '' then
    call('HSET', app, 'status', 'new')
    call('SADD', prefix .. 'count:' .. show .. ':' .. job, id)
  end
end

local a = 4
while a <= #ARGV do
  local cards = tonumber(ARGV[a + 14])
  local token = prefix .. 'token:' .. ARGV[a]
  local receipt = call('GET', token)
  if not receipt then
    local show, at, suspect = ARGV[a + 8], ARGV[a + 9], ARGV[a + 12]
    local key = prefix .. 'person:' .. ARGV[a + 1]
    local fields = {'code', 'name'}
    for c = 0, cards - 1 do fields[c + 3] = 'app:' .. show .. ':' .. ARGV[a + 16 + 3 * c] end
    local known = call('HMGET', key, unpack(fields))
    local code = ''
    if not known[1] then
      code = ARGV[a + 2]
      call('HSET', key, 'code', code, 'name', ARGV[a + 3], 'phone', ARGV[a + 4], 'at', at)
    elseif known[2] ~= ARGV[a + 3] then
      call('HSET', key, 'other:' .. ARGV[a + 3], at)
    end
    local all, already = {}, {}
    for c = 0, cards - 1 do
      local at_card = a + 15 + 3 * c
      local card, job, id = ARGV[at_card], ARGV[at_card + 1], ARGV[at_card + 2]
      all[c + 1] = card
      if known[c + 3] then
        already[#already + 1] = card
        keep_again(a, show, suspect, job, known[c + 3])
      else
        keep_new(a, key, show, at, suspect, card, job, id)
      end
    end
    receipt = table.concat({ARGV[a + 1], show, at, code, table.concat(all, ','), table.concat(already, ',')}, '|')
    call('SET', token, receipt, 'EX', ttl)
    fresh = true
  end
  out[#out + 1] = receipt
  a = a + 15 + 3 * cards
end
if fresh then call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'what', 'application') end
return out
