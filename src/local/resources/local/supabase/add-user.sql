-- As Supabase Auth would have written it; Auth reads the empty strings into fields that know no null.
insert into auth.users (
  instance_id, id, aud, role, email, email_confirmed_at, banned_until,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
  confirmation_token, recovery_token, email_change_token_new, email_change, encrypted_password)
values (
  '00000000-0000-0000-0000-000000000000', ?, 'authenticated', 'authenticated', ?,
  case when ? then now() end, case when ? then now() + interval '100 years' end,
  '{"provider": "email", "providers": ["email"]}', '{}', now(), now(),
  '', '', '', '', '')
