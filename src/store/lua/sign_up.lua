-- Stores many forms atomically, so that those that arrive together share one sync of the disk. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, receipt seconds, most forms of a phone, forms an hour, then each form as
-- `read_form` reads it.
-- Returns {'emptied'} or {'ok', then for each form: number of the newest event, receipt}; 'full' for a form that is refused.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local ttl, most, many = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local out, touched = {'ok'}, {}

local function sign_up(f)
  local token = key('token', f.form)
  local stored = call('GET', token)
  -- A retry, also one after the form was amended or erased, which must not restore it.
  if stored then return stored end
  local number = next_number()
  local pid, suspicion = store_form(f, number)
  if not pid then
    last_number = number - 1
    return 'full'
  end
  local wishes = {}
  for w, wish in ipairs(f.wishes) do wishes[w] = wish.wish end
  local mark = suspicion ~= '' and ',"x":true' or ''
  append_text(number, '{"k":"signed_up","t":' .. f.at .. ',"p":"' .. pid .. '","f":"' .. f.form .. '","w":["'
    .. table.concat(wishes, '","') .. '"]' .. mark .. '}')
  touched[#touched + 1] = f.at
  touched[#touched + 1] = pid
  local receipt = pid .. f.receipt
  call('SET', token, receipt, 'EX', ttl)
  return receipt
end

local a = 6
while a <= #ARGV do
  local f
  f, a = read_form(a, most, many)
  out[#out + 1] = sign_up(f)
end
if #touched > 0 then call('ZADD', prefix .. 'people', unpack(touched)) end
write_phones()
table.insert(out, 2, plain(last_number or 0))
return out
