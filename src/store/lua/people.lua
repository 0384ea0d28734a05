-- Shared by all scripts that write people: the number of the next event, applications, the phone's entry, erasure.
-- KEYS: marker, events. ARGV: epoch, prefix of all keys, then what the script itself names.
local call = redis.call
local prefix = ARGV[2]

local function key(kind, id) return prefix .. kind .. ':' .. id end
local function person_key(pid) return key('person', pid) end
local function work_key(pid) return key('work', pid) end

-- Events are numbered without a gap, so that a lost one and a rollback show.
local last_number
local function next_number()
  if not last_number then
    local last = call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
    last_number = last and tonumber(string.match(last[1], '^%d+')) or 0
  end
  last_number = last_number + 1
  return last_number
end

local function plain(number) return string.format('%.0f', number) end
local function append(number, event) call('XADD', KEYS[2], plain(number) .. '-0', 'e', cjson.encode(event)) end
local function touch(pid, at) call('ZADD', prefix .. 'people', 'GT', at, pid) end

-- Defined in places.lua: the card of a wish if it has places to count, and what an application had before a change.
local places_of, remember

local function read_work(pid, wish)
  local json = call('HGET', work_key(pid), wish)
  local work = json and cjson.decode(json)
  remember(pid, wish, work)
  return work
end
local function write_work(pid, wish, work, number)
  work.rev = number
  call('HSET', work_key(pid), wish, cjson.encode(work))
end

-- A mark is '{suspicion}' or '{suspicion}:{judgement}'.
local function is_suspect(mark)
  local suspicion, judgement = string.match(mark, '^([^:]*):?(.*)$')
  if judgement ~= '' then return judgement == 'robot' end
  return suspicion ~= ''
end

-- Drops consents to hand-overs; returns whether there were any. An empty list would be written as an object.
local function drop_shares(work, is_dropped)
  local left, dropped = {}, false
  for _, share in ipairs(work.shares or {}) do
    if is_dropped(share) then dropped = true else left[#left + 1] = share end
  end
  work.shares = #left > 0 and left or nil
  return dropped
end

-- Keeps the consent texts that forms name, each once: at position a their number, then for each its hash and the text. Returns
-- the position after them.
local function keep_texts(a)
  for t = a + 1, a + 2 * tonumber(ARGV[a]), 2 do call('HSETNX', prefix .. 'consents', ARGV[t], ARGV[t + 1]) end
  return a + 1 + 2 * tonumber(ARGV[a])
end

-- The form asks for the application no more. The last form that asked closes it. Figures keep what was erased, but not what
-- they never counted.
local function detach(pid, wish, form, number, closing)
  local work = read_work(pid, wish)
  local mark = work and work.forms[form]
  if not mark then return false end
  work.forms[form] = nil
  drop_shares(work, function(share) return share.form == form end)
  if next(work.forms) == nil then
    work.shares = nil
    work.closed = (closing == 'erased' and is_suspect(mark)) and 'withdrew' or closing
  end
  write_work(pid, wish, work, number)
  return true
end

-- The wishes of a stored form.
local function wishes_of(form)
  local wishes = {}
  for c, card in ipairs(form.cards) do wishes[c] = plain(form.show) .. '-' .. card[2] end
  return wishes
end

-- The entry of a phone: how many forms it has, the hour of the last one, how many in that hour, and its people.
local phones = {}
local function read_phone(hash, text)
  local entry = {forms = 0, hour = '', recent = 0, people = {}}
  if text then
    local forms, hour, recent, people = string.match(text, '^(%d+)|(%d*)|(%d+)|(.*)$')
    entry.forms, entry.hour, entry.recent = tonumber(forms), hour, tonumber(recent)
    for pid in string.gmatch(people, '[^,]+') do entry.people[#entry.people + 1] = pid end
  end
  phones[hash] = entry
  return entry
end
local function phone_entry(hash) return phones[hash] or read_phone(hash, call('HGET', prefix .. 'phones', hash)) end
local function write_phones()
  local write = {}
  for hash, entry in pairs(phones) do
    if #entry.people > 0 then
      local people = #entry.people == 1 and entry.people[1] or table.concat(entry.people, ',')
      local at = #write
      write[at + 1], write[at + 2] = hash, entry.forms .. '|' .. entry.hour .. '|' .. entry.recent .. '|' .. people
    else
      call('HDEL', prefix .. 'phones', hash)
    end
  end
  if #write > 0 then call('HSET', prefix .. 'phones', unpack(write)) end
end
local function leave_phone(entry, pid)
  for i, one in ipairs(entry.people) do
    if one == pid then return table.remove(entry.people, i) end
  end
end

-- The own Redis rewrites its file when it finds a number here above that of its last rewrite.
local function mark_erasure(number) call('HSET', KEYS[1], 'erased', plain(number)) end

-- Deletes all personal data of a person. Applications stay, without forms.
local function erase_person(pid, hash, number, closing)
  local wishes, forms = {}, 0
  local fields = call('HGETALL', person_key(pid))
  for i = 1, #fields, 2 do
    local form = string.match(fields[i], '^form:(.+)$')
    if form then
      forms = forms + 1
      -- A receipt that is still kept says that its form was erased, and nothing else.
      call('SET', key('token', form), 'erased', 'XX', 'KEEPTTL')
    end
  end
  local works = call('HGETALL', work_key(pid))
  for i = 1, #works, 2 do
    local work = cjson.decode(works[i + 1])
    remember(pid, works[i], work)
    if next(work.forms) ~= nil then
      wishes[#wishes + 1] = works[i]
      local suspect = true
      for _, mark in pairs(work.forms) do suspect = suspect and is_suspect(mark) end
      work.forms, work.shares = {}, nil
      work.closed = suspect and 'withdrew' or closing
      write_work(pid, works[i], work, number)
    end
  end
  call('DEL', person_key(pid), key('words', pid))
  mark_erasure(number)
  local entry = phone_entry(hash)
  entry.forms = math.max(entry.forms - forms, 0)
  leave_phone(entry, pid)
  return wishes
end

local function count_forms(pid)
  local count = 0
  for _, field in ipairs(call('HKEYS', person_key(pid))) do
    if string.sub(field, 1, 5) == 'form:' then count = count + 1 end
  end
  return count
end

-- The person of this name on a phone.
local function find_person(entry, name)
  for _, pid in ipairs(entry.people) do
    if call('HGET', person_key(pid), 'name') == name then return pid end
  end
end

-- Finds the person of a form, or none; returns also whether the phone may have one more form.
local function place_form(f)
  local entry = phone_entry(f.hash)
  return find_person(entry, f.name), entry.forms < f.most
end

-- A form by its phone: judged by a person if there are many, or if the phone must not be called.
local blocked
local function suspicion_of(f, entry)
  if entry.hour ~= f.hour then entry.hour, entry.recent = f.hour, 0 end
  entry.recent, entry.forms = entry.recent + 1, entry.forms + 1
  if blocked == nil then blocked = call('HLEN', prefix .. 'do-not-call') > 0 end
  if blocked and call('HEXISTS', prefix .. 'do-not-call', f.block) == 1 then return 'do_not_call' end
  if f.suspicion == '' and entry.recent > f.many then return 'many' end
  return f.suspicion
end

-- Adds a form to an application that exists. A robot's form changes nothing that an honest one said.
local function ask_again(json, fresh, form, suspicion, number)
  local work, given = cjson.decode(json), cjson.decode(fresh)
  if suspicion == '' then
    work.card, work.township, work.party, work.consent = given.card, given.township, given.party, given.consent
  end
  if work.closed then work.closed, work.status, work.shares = nil, 'new', nil end
  for _, share in ipairs(given.shares or {}) do
    work.shares = work.shares or {}
    table.insert(work.shares, share)
  end
  work.forms[form], work.rev = suspicion, number
  return cjson.encode(work)
end

-- Stores a form, and lets it ask for its applications. `known`: its person, or nothing for a new one. `number`: of the event,
-- as text. Returns the person and the suspicion. Thousands of forms take this path in a minute.
local function store_form(f, known, number)
  local entry = phone_entry(f.hash)
  local suspicion = suspicion_of(f, entry)
  local pid, field = known or f.candidate, 'form:' .. f.form
  if known then
    call('HSET', person_key(pid), field, f.json)
  else
    entry.people[#entry.people + 1] = pid
    call('HSET', person_key(pid), 'phone', f.phone, 'hash', f.hash, 'name', f.name, field, f.json)
  end
  local write, tail = {}, suspicion .. '"},"rev":' .. number .. '}'
  for w = 1, 2 * f.cards, 2 do
    local wish, fresh = ARGV[f.first + w - 1], ARGV[f.first + w] .. tail
    local before = known and call('HGET', work_key(pid), wish)
    if places_of(wish) then remember(pid, wish, before and cjson.decode(before)) end
    if before then fresh = ask_again(before, fresh, f.form, suspicion, tonumber(number)) end
    write[w], write[w + 1] = wish, fresh
  end
  call('HSET', work_key(pid), unpack(write))
  return pid, suspicion
end

-- The wishes of a form, as a list.
local function wishes_of_form(f)
  local wishes = {}
  for w = 1, f.cards do wishes[w] = ARGV[f.first + 2 * w - 2] end
  return wishes
end

-- Reads the arguments of one form from position a; returns it and the position after it. In this order: form, candidate for
-- its person, HMAC of the phone, another one for calls, phone, normalised name, form as JSON, time, its hour, suspicion,
-- receipt without the person, event without time and person, number of cards, then for each card its wish, and the
-- application as JSON up to the suspicion.
local function read_form(a, most, many)
  local f = {
    form = ARGV[a], candidate = ARGV[a + 1], hash = ARGV[a + 2], block = ARGV[a + 3], phone = ARGV[a + 4], name = ARGV[a + 5],
    json = ARGV[a + 6], at = ARGV[a + 7], hour = ARGV[a + 8], suspicion = ARGV[a + 9], receipt = ARGV[a + 10],
    event = ARGV[a + 11], cards = tonumber(ARGV[a + 12]), first = a + 13, most = most, many = many,
  }
  return f, a + 13 + 2 * f.cards
end
