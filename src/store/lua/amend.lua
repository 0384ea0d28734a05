-- Replaces a form by an amended one of the same person, atomically. Cards that the amended form no longer names are withdrawn.
-- KEYS: marker, person, receipt's token, pulse, counts, index ('apps:{show}' or 'suspects').
-- ARGV: epoch, prefix of the histories, name, receipt, receipt seconds, at, suspect ('' or '1'), number of wanted cards,
--   then for each: '{show}-{job}', application (number, tab, JSON); then '{show}-{job}' of each card that is no longer wanted.
-- Returns {'ok'} | {'gone'} | {'emptied'}.
local call = redis.call
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local who = call('HGET', KEYS[2], 'who')
if not who then return {'gone'} end
-- A retry: the form was stored, but its answer was lost.
if not call('SET', KEYS[3], ARGV[4], 'NX', 'EX', ARGV[5]) then return {'ok'} end
local at = tonumber(ARGV[6])

local function note(of, what) call('RPUSH', ARGV[2] .. of, cjson.encode({at = at, by = '', what = what})) end
local function adjust_count(application, delta) call('HINCRBY', KEYS[5], string.match(application, '%d+%-(.+)'), delta) end
local function counts(application) return not string.find(application, '"x":', 1, true) end

local function again(of, first, sent)
  local stored, given = cjson.decode(string.match(first, '\t(.*)')), cjson.decode(string.match(sent, '\t(.*)'))
  note(of, {mended = {name = stored.n, township = stored.t or '', call_time = stored.c, note = stored.o or ''}})
  stored.n, stored.t, stored.c, stored.o = given.n, given.t, given.c, given.o
  call('HSET', KEYS[2], 'a:' .. of, string.match(sent, '%d+') .. '\t' .. cjson.encode(stored))
  if call('HDEL', KEYS[2], 'w:' .. of) == 1 then
    call('HDEL', KEYS[2], 's:' .. of)
    if counts(first) then adjust_count(of, 1) end
  end
end

local function new(of, sent)
  call('HSET', KEYS[2], 'a:' .. of, sent)
  call('ZADD', KEYS[6], ARGV[6], string.match(ARGV[2], 'log:(.*)$') .. of)
  if ARGV[7] == '' then adjust_count(of, 1) end
end

local function drop(of)
  local first = call('HGET', KEYS[2], 'a:' .. of)
  if not first or call('HSETNX', KEYS[2], 'w:' .. of, '1') == 0 then return end
  if counts(first) then adjust_count(of, -1) end
  note(of, 'withdrawn')
end

local wants = tonumber(ARGV[8])
for c = 1, wants do
  local of, sent = ARGV[7 + 2 * c], ARGV[8 + 2 * c]
  local first = call('HGET', KEYS[2], 'a:' .. of)
  if first then again(of, first, sent) else new(of, sent) end
end
for d = 9 + 2 * wants, #ARGV do drop(ARGV[d]) end
local code, phone = string.match(who, '^(.-)\t(.-)\t')
call('HSET', KEYS[2], 'who', code .. '\t' .. phone .. '\t' .. ARGV[3])
call('HDEL', KEYS[2], 'other:' .. ARGV[3])
call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'what', 'application')
return {'ok'}
