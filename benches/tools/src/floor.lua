-- The script of the floors: stores and counts a person who is new. KEYS: person, list, counts. ARGV: name, phone, job, township, note.
if redis.call('SET', KEYS[1], 1, 'NX') then
  redis.call('XADD', KEYS[2], '*', 'name', ARGV[1], 'phone', ARGV[2], 'job', ARGV[3], 'township', ARGV[4], 'note', ARGV[5])
  redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
  return 1
end
return 0
