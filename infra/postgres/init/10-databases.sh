#!/bin/bash
# One database for each service and for Keycloak, each with an owner who is no superuser and whom nobody else may follow in.
# Runs once, when the cluster is new.
set -euo pipefail
for name in imports specs deploys backups keycloak; do
  psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=name="$name" --set=password="$(<"/run/secrets/database-$name")" <<'SQL'
create role :"name" login nosuperuser nocreatedb nocreaterole password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
