-- Stores many sign-ups atomically, so that those that arrive together share one sync of the disk.
-- KEYS: marker, pulse. ARGV: epoch, prefix, receipt seconds, then for each sign-up:
--   token, person, who, receipt for a new person, index ('apps:{show}' or 'suspects'), at, number of cards,
--   then for each card: '{show}-{job}', application (number, tab, JSON).
-- Returns {'emptied'} or {'ok', receipt …}; a receipt is person|show|at|code|cards|already, or '' if it is the one that was sent.
-- Few calls for each sign-up: every call out of Lua costs time, and every write a line of the append-only file. Keys that many
-- sign-ups share are therefore written once, at the end.
local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local prefix, ttl = ARGV[2], ARGV[3]
local out, indexed, counted, fresh = {'ok'}, {}, {}, false

local function count(of) counted[of] = (counted[of] or 0) + 1 end

local function index(a, of)
  local ids = indexed[ARGV[a + 4]] or {}
  indexed[ARGV[a + 4]] = ids
  ids[#ids + 1] = ARGV[a + 5]
  ids[#ids + 1] = ARGV[a + 1] .. '-' .. of
  if ARGV[a + 4] ~= 'suspects' then count(of) end
end

-- The person has this application already: nothing is overwritten, and the new answers are appended to the history.
local function append_history(a, person, of, sent, first, withdrawn)
  local given = cjson.decode(string.match(sent, '\t(.*)'))
  local answers = {name = given.n, township = given.t or '', call_time = given.c, note = given.o or ''}
  local change = cjson.encode({at = given.at, by = '', what = {signed_up = answers}})
  call('RPUSH', prefix .. 'log:' .. ARGV[a + 1] .. '-' .. of, change)
  if withdrawn then
    call('HDEL', person, 'w:' .. of, 's:' .. of)
    -- No text within the JSON can match, because its quotes are escaped.
    if not string.find(first, '"x":', 1, true) then count(of) end
  end
end

-- A known person: the form may be a retry, the name may differ, and some applications may exist.
local function store_known(a, cards, who, person, token)
  local stored = call('GET', token)
  if stored then return stored, false end
  local numbers, already, write, fields = {}, {}, {}, {}
  local name = string.match(ARGV[a + 2], '\t.*\t(.*)')
  if string.match(who, '\t.*\t(.*)') ~= name then write = {'other:' .. name, ARGV[a + 5]} end
  for c = 1, cards do
    local of = ARGV[a + 5 + 2 * c]
    fields[2 * c - 1], fields[2 * c] = 'a:' .. of, 'w:' .. of
  end
  local known = call('HMGET', person, unpack(fields))
  for c = 1, cards do
    local of, sent, first = ARGV[a + 5 + 2 * c], ARGV[a + 6 + 2 * c], known[2 * c - 1]
    numbers[c] = string.match(sent, '%d+')
    if first then
      already[#already + 1] = numbers[c]
      append_history(a, person, of, sent, first, known[2 * c])
    else
      local last = #write
      write[last + 1], write[last + 2] = 'a:' .. of, sent
      index(a, of)
    end
  end
  if #write > 0 then call('HSET', person, unpack(write)) end
  local show = string.match(ARGV[a + 7], '%d+')
  local parts = {ARGV[a + 1], show, ARGV[a + 5], '', table.concat(numbers, ','), table.concat(already, ',')}
  local receipt = table.concat(parts, '|')
  call('SET', token, receipt, 'EX', ttl)
  return receipt, true
end

local function store_new(a, cards, person, token)
  -- A retry after the person was erased must not restore the person.
  if not call('SET', token, ARGV[a + 3], 'NX', 'EX', ttl) then return call('GET', token), false end
  local write = {'who', ARGV[a + 2]}
  for c = 1, cards do
    local of = ARGV[a + 5 + 2 * c]
    write[2 * c + 1], write[2 * c + 2] = 'a:' .. of, ARGV[a + 6 + 2 * c]
    index(a, of)
  end
  call('HSET', person, unpack(write))
  return '', true
end

local a = 4
while a <= #ARGV do
  local cards, person, token = tonumber(ARGV[a + 6]), prefix .. 'person:' .. ARGV[a + 1], prefix .. 'token:' .. ARGV[a]
  local who, new = call('HGET', person, 'who'), false
  if who then
    out[#out + 1], new = store_known(a, cards, who, person, token)
  else
    out[#out + 1], new = store_new(a, cards, person, token)
  end
  fresh = fresh or new
  a = a + 7 + 2 * cards
end
for key, ids in pairs(indexed) do call('ZADD', prefix .. key, unpack(ids)) end
for of, more in pairs(counted) do
  local show, job = string.match(of, '(%d+)%-(.+)')
  call('HINCRBY', prefix .. 'counts:' .. show, job, more)
end
if fresh then call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'what', 'application') end
return out
