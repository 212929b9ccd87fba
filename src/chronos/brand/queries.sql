-- name: change_accent
update public.creators set accent = %(accent)s where id = %(creator_id)s

-- name: lock_logo
select logo_path as logo from public.creators where id = %(creator_id)s for no key update

-- name: set_logo
update public.creators set logo_path = %(logo)s where id = %(creator_id)s

-- name: drop_logo
select private.drop_thumbnail(%(name)s) as size_bytes
