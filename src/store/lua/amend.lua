-- Replaces a form by an amended one, which may be another person's. Touches nothing that another form said. Needs people.lua.
-- KEYS: marker, events. ARGV: epoch, prefix, receipt seconds, most forms of a phone, forms an hour, person of the old form,
-- old form, consent texts as `keep_texts` reads them, then the new form as `read_form` reads it.
-- Returns {'ok', number, receipt} | {'gone'} | {'full'} | {'emptied'}.
if call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'emptied'} end
local ttl, from, old = ARGV[3], ARGV[6], ARGV[7]
local f = read_form(keep_texts(8), tonumber(ARGV[4]), tonumber(ARGV[5]))
-- A retry: the form was stored, but its answer was lost.
local stored = call('GET', key('token', f.form))
if stored then return {'ok', '0', stored} end
local before = call('HGET', person_key(from), 'form:' .. old)
if not before then return {'gone'} end

local number = next_number()
local hash = call('HGET', person_key(from), 'hash')
-- The old form gives its place to the new one: otherwise a phone with many forms could not correct any of them.
local entry, target = phone_entry(hash), phone_entry(f.hash)
entry.forms = math.max(entry.forms - 1, 0)
if target.forms >= f.most then return {'full'} end
-- A person who sent only this form keeps identity and history under the corrected name or number.
if count_forms(from) == 1 and not find_person(target, f.name) then
  leave_phone(entry, from)
  table.insert(target.people, from)
  call('HSET', person_key(from), 'phone', f.phone, 'hash', f.hash, 'name', f.name)
end
local pid, suspicion = store_form(f, find_person(target, f.name), plain(number))

local form, wishes = cjson.decode(before), wishes_of_form(f)
for _, wish in ipairs(wishes_of(form)) do detach(from, wish, old, number, 'amended') end
call('HDEL', person_key(from), 'form:' .. old)
if pid == from then
  call('HSET', key('words', pid), plain(number), cjson.encode({was = {root = form.root, answers = form.answers}}))
elseif count_forms(from) == 0 then
  erase_person(from, hash, number, 'amended')
end
-- Calls to the wrong number say nothing about the person.
if pid == from and hash ~= f.hash then
  for _, wish in ipairs(wishes) do
    local work = read_work(pid, wish)
    work.status = 'new'
    write_work(pid, wish, work, number)
  end
end
local waits = settle(number)
append(number, {
  k = 'amended', t = tonumber(f.at), p = pid, f = f.form, w = wishes, old = old,
  o = pid ~= from and from or nil, x = suspicion ~= '' or nil, q = waits,
})
promote(f.at, number)
touch(pid, f.at)
local receipt = pid .. f.receipt
call('SET', key('token', f.form), receipt, 'EX', ttl)
call('SET', key('token', old), 'amended|' .. f.form, 'XX', 'KEEPTTL')
write_phones()
return {'ok', plain(number), receipt}
