-- Stores many forms atomically, so that those that arrive together share one sync of the disk. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, receipt seconds, most forms of a phone, forms an hour, consent texts as `keep_texts`
-- reads them, then each form as `read_form` reads it.
-- Returns {'emptied'} or {'ok', then for each form: number of the newest event, receipt}; 'full' for a form that is refused.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local ttl, most, many = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local out, touched = {'ok'}, {}

local tokens = key('token', '')
local function sign_up(f)
  local known, room = place_form(f)
  if not room then return call('GET', tokens .. f.form) or 'full' end
  local receipt = (known or f.candidate) .. f.receipt
  -- A retry, also one after the form was amended or erased, which must not restore it.
  if not call('SET', tokens .. f.form, receipt, 'NX', 'EX', ttl) then return call('GET', tokens .. f.form) end
  local number = plain(next_number())
  local pid, suspicion = store_form(f, known, number)
  local waits = settle(last_number)
  local mark = (waits and ',"q":' .. cjson.encode(waits) or '') .. (suspicion ~= '' and ',"x":true}' or '}')
  local event = '{"k":"signed_up","t":' .. f.at .. ',"p":"' .. pid .. f.event .. mark
  call('XADD', KEYS[2], number .. '-0', 'e', event)
  promote(f.at, tonumber(number))
  local at = #touched
  touched[at + 1], touched[at + 2] = f.at, pid
  return receipt
end

local forms, hashes, a = {}, {}, keep_texts(6)
while a <= #ARGV do
  forms[#forms + 1], a = read_form(a, most, many)
  hashes[#hashes + 1] = forms[#forms].hash
end
-- One call for the phones of all forms. Two forms of one phone share its entry.
local texts = call('HMGET', prefix .. 'phones', unpack(hashes))
for h, hash in ipairs(hashes) do
  if not phones[hash] then read_phone(hash, texts[h]) end
end
for f = 1, #forms do out[f + 1] = sign_up(forms[f]) end
if #touched > 0 then
  call('ZADD', prefix .. 'people', unpack(touched))
  write_phones()
end
table.insert(out, 2, plain(last_number or 0))
return out
