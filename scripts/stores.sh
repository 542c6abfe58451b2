# Where the data of this installation are; sourced by scripts/backup and scripts/restore, which
# need no more than bash, coreutils and the programs of the database, so that they run in a
# container of PostgreSQL, too.

fail() {
  echo "$1" >&2
  exit "${2:-1}"
}

database=${DATABASE_URL:-sqlite:///$PWD/var/mingzhang.sqlite3}
storage=${STORAGE_PATH:-$PWD/var/files}
case $database in
  postgres://* | postgresql://*) kind=postgresql ;;
  sqlite:///*) kind=sqlite file=${database#sqlite:///} ;;
  *) fail "DATABASE_URL is neither postgres:// nor sqlite:///" ;;
esac

# Of several releases of PostgreSQL the newest: an older one cannot read a newer server.
newest=$(compgen -G '/usr/lib/postgresql/*/bin' | sort --version-sort | tail -n 1 || true)
export PATH=${newest:+$newest:}$PATH

python=.venv/bin/python
[ -x "$python" ] || python=python3

# One value of the database.
value() {
  if [ "$kind" = postgresql ]; then
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
      --dbname="$database" --command="$1"
  else
    "$python" - "$file" "$1" <<'PYTHON'
import sqlite3, sys
print(*sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]).fetchone())
PYTHON
  fi
}
