-- Brings the places of a card in line with its limit, after the rundown was written: counts them if that was never done, and lets
-- those who wait move up. Changes nothing a second time. Needs people.lua and places.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, wish, at, most events to read, the newest event that the list of people contains
-- ('' = no list), then everyone who had applied to the card by then.
-- Returns {'ok', number of the newest event} | {'count'}: a newer list is needed | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local wish, at, most, through = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local card = places_of(wish)
if card and card.most and not card.taken then
  if through == '' then return {'count'} end
  -- People who have applied since the list was made are named by the events since.
  local since = call('XRANGE', KEYS[2], '(' .. through .. '-0', '+', 'COUNT', most + 1)
  if #since > most then return {'count'} end
  local people = {}
  for a = 7, #ARGV do people[ARGV[a]] = true end
  for _, entry in ipairs(since) do
    local event = cjson.decode(entry[2][2])
    if event.p then people[event.p] = true end
    if event.o then people[event.o] = true end
  end
  local taken = 0
  for pid in pairs(people) do
    local json = call('HGET', work_key(pid), wish)
    taken = taken + places_had(pid, wish, json and cjson.decode(json))
  end
  card.taken = 0
  change_taken(card, taken)
  if taken == 0 then call('HSET', key('places', card.show), 'taken:' .. card.job, '0') end
end
promote_next(wish, card or UNLIMITED, tonumber(at), nil)
return {'ok', plain(next_number() - 1)}
