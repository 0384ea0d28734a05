-- Places of cards that have a limit of people, or that the host marked as full, and their waiting lists. Needs people.lua.
--
-- `places:{show}` has for a job `limit:{job}` -> '{places}|{full}', and `taken:{job}`, once they were counted (limit.lua). The
-- limit is read here, where it is written together with the rundown: a limit that a server sends with a form could be older
-- than the host's last press on another server.
--
-- An application has a place while it asks for one and `queue` is absent; it takes `seats` people, or its party if that is absent.
-- `queue` is the number of the event with which it joined the waiting list, or 0 while staff took its place away: undone, it
-- gets back what it had, also above the limit. Whatever a script changes, `settle` compares with what was there before.

local shows = {}
places_of = function(wish)
  local show, job = string.match(wish, '^(%d+)-(.+)$')
  local cards = shows[show]
  if cards == nil then
    cards = false
    local fields = call('HGETALL', key('places', show))
    for i = 1, #fields, 2 do
      local kind, of = string.match(fields[i], '^(%a+):(.+)$')
      cards = cards or {}
      local card = cards[of] or {show = show, job = of}
      if kind == 'taken' then
        card.taken = tonumber(fields[i + 1])
      else
        local most, mark = string.match(fields[i + 1], '^(%d*)|(.*)$')
        card.most, card.full = tonumber(most), mark ~= ''
      end
      cards[of] = card
    end
    shows[show] = cards
  end
  return cards and cards[job]
end

-- A card that has no places to count: its limit was lifted before it was reached, or the card never had one.
local UNLIMITED = {}

local function waiting_key(wish) return key('waiting', wish) end

-- Whether an application asks for a place: open, with an honest form, not closed by staff, and not the duplicate of a merged
-- person. `Application::asks_for_place` says the same.
local function asks(pid, wish, work)
  if work.closed or work.status == 'unfit' or work.status == 'unreachable' then return false end
  local honest = false
  for _, mark in pairs(work.forms) do honest = honest or not is_suspect(mark) end
  if not honest then return false end
  local into = call('HGET', prefix .. 'alias', pid)
  return not (into and call('HEXISTS', work_key(into), wish) == 1)
end

local function places_had(pid, wish, work)
  if not work or work.queue or not asks(pid, wish, work) then return 0 end
  return work.seats or work.party
end

-- By wish and person, the places that the application had before this script changed it.
local had = {}
local aliases
remember = function(pid, wish, work)
  if not places_of(wish) and not (work and work.queue) then return end
  had[wish] = had[wish] or {}
  local known = had[wish]
  if known[pid] then return end
  known[pid] = places_had(pid, wish, work)
  if work then return end
  -- A first application of a person makes those of people who are merged into it duplicates.
  aliases = aliases or call('HGETALL', prefix .. 'alias')
  for i = 1, #aliases, 2 do
    local json = aliases[i + 1] == pid and call('HGET', work_key(aliases[i]), wish)
    if json and known[aliases[i]] == nil then known[aliases[i]] = places_had(aliases[i], wish, cjson.decode(json)) end
  end
end

local function has_room(card, more)
  return not card.full and (not card.most or not card.taken or card.taken + more <= card.most)
end

local function change_taken(card, change)
  if not card.taken or change == 0 then return end
  card.taken = card.taken + change
  call('HSET', key('places', card.show), 'taken:' .. card.job, plain(card.taken))
end

-- Gives up the place, or the place in the line. By staff, it is noted what it had, so that undoing gives it back.
local function release(pid, wish, work, before, staff)
  call('ZREM', waiting_key(wish), pid)
  if work.closed then
    work.queue, work.seats, work.offer = nil, nil, nil
  elseif staff and before > 0 then
    work.queue = 0
  end
end

-- Joins the waiting list, or returns to where it was.
local function join(pid, wish, work, number)
  work.queue, work.seats, work.offer = number, nil, nil
  call('ZADD', waiting_key(wish), plain(number), pid)
end

-- Keeps, takes or waits for a place; returns whether it joined the waiting list.
local function take(pid, wish, work, before, number, staff)
  local card, queue = places_of(wish) or UNLIMITED, waiting_key(wish)
  if before > 0 then
    -- A party that grew and finds no room keeps the places that it has.
    local fits = work.party <= before or has_room(card, work.party - before)
    work.seats = not fits and before or nil
    return false
  end
  if work.queue == 0 and staff then
    work.queue, work.seats = nil, nil
    return false
  end
  if work.queue and work.queue > 0 then
    if call('ZSCORE', queue, pid) then return false end
    join(pid, wish, work, work.queue)
    return true
  end
  -- Behind those who wait, even if it fits: `promote` then takes the first that does.
  if has_room(card, work.party) and call('ZCARD', queue) == 0 then
    work.queue, work.seats, work.offer = nil, nil, nil
    return false
  end
  join(pid, wish, work, number)
  return true
end

-- Gives and frees the places of all applications that the script changed. `number`: of the event. `staff`: a clerk did it.
-- Returns the wishes that joined a waiting list, or nil. Costs nothing while no card of the form has places to count.
local function settle(number, staff)
  if next(had) == nil then return nil end
  local waits = {}
  -- Places that are freed first can be taken by what the same script adds.
  for _, asking in ipairs({false, true}) do
    for wish, people in pairs(had) do
      for pid, before in pairs(people) do
        local json = call('HGET', work_key(pid), wish)
        local work = json and cjson.decode(json)
        if work and asks(pid, wish, work) == asking then
          local queue, seats, offer = work.queue, work.seats, work.offer
          if not asking then
            release(pid, wish, work, before, staff)
          elseif take(pid, wish, work, before, number, staff) then
            waits[#waits + 1] = wish
          end
          if work.queue ~= queue or work.seats ~= seats or work.offer ~= offer then write_work(pid, wish, work, number) end
          change_taken(places_of(wish) or UNLIMITED, places_had(pid, wish, work) - before)
        end
      end
    end
  end
  return #waits > 0 and waits or nil
end

-- The next ones in line take what is free: the first whose whole party fits, because an empty place helps nobody. One event each.
local function promote_next(wish, card, at, number)
  if not card or not has_room(card, 1) or card.most and not card.taken then return end
  for _, pid in ipairs(call('ZRANGE', waiting_key(wish), 0, -1)) do
    if not has_room(card, 1) then return end
    local work = cjson.decode(call('HGET', work_key(pid), wish))
    if has_room(card, work.party) then
      call('ZREM', waiting_key(wish), pid)
      -- A person who has only just signed up reads it on the receipt; the others have to be told.
      if work.queue ~= number then work.offer = 'free' end
      work.queue = nil
      change_taken(card, work.party)
      local event = next_number()
      write_work(pid, wish, work, event)
      append(event, {k = 'promoted', t = at, p = pid, w = {wish}})
      touch(pid, plain(at))
    end
  end
end

-- After the event of the change was appended.
local function promote(at, number)
  for wish in pairs(had) do promote_next(wish, places_of(wish), tonumber(at), number) end
  had = {}
end
