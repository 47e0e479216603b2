# Where everything is and how it is called. Each value can be set from outside by the SCDL_… variable named here.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STATE=${SCDL_STATE:-$ROOT/dev/state}      # all that these scripts make
SLOT=${SCDL_SLOT:-0}                      # a whole set of databases, index cores and Redis numbers: 0 to 9
SERIES=${SCDL_CKAN:-2.12}                 # which CKAN: 2.12 or 2.11

case $SERIES in
  2.12|2.12.0) SERIES=2.12 CKAN_VERSION=2.12.0 SHORT=212 SERIES_INDEX=0 ;;
  2.11|2.11.6) SERIES=2.11 CKAN_VERSION=2.11.6 SHORT=211 SERIES_INDEX=1 ;;
  *) fail "SCDL_CKAN is $SERIES: this suite knows 2.12 and 2.11." ;;
esac
case $SLOT in [0-9]) ;; *) fail "SCDL_SLOT is $SLOT: it must be one digit, 0 to 9." ;; esac

RUN=$STATE/run LOGS=$STATE/log
VENV=$STATE/venv-$SERIES
PY=$VENV/bin/python

HOST=${SCDL_HOST:-127.0.0.1}              # the address that the portal listens on
PORT=${SCDL_PORT:-$((5000 + SLOT))}
SITE_URL=${SCDL_SITE_URL:-http://localhost:$PORT}
PG_PORT=${SCDL_PG_PORT:-15432}
REDIS_PORT=${SCDL_REDIS_PORT:-16379}
SOLR_PORT=${SCDL_SOLR_PORT:-18983}
WORKERS=${SCDL_WORKERS:-3}                # web processes

# use KIND (portal, test, e2e): names what belongs to this kind in this slot on this CKAN.
# A URL given from outside (SCDL_SQLALCHEMY_URL … for the portal, SCDL_TEST_SQLALCHEMY_URL … for tests, which empty
# what they find) replaces ours, and its server is then neither started nor prepared.
use() {
  KIND=$1
  local prefix=SCDL_ kind_index
  case $KIND in
    portal) kind_index=0 ;;
    test) kind_index=1 prefix=SCDL_TEST_ ;;
    e2e) kind_index=2 prefix=SCDL_E2E_ ;;
    *) fail "unknown kind $KIND" ;;
  esac
  NAME=scdl_${KIND}_${SLOT}_$SHORT
  HOME_DIR=$STATE/slots/$SLOT/$SERIES/$KIND
  INI=$HOME_DIR/ckan.ini
  REDIS_DB=$((SLOT * 6 + kind_index * 2 + SERIES_INDEX))
  local given
  given=${prefix}SQLALCHEMY_URL;      DB_URL=${!given:-postgresql://scdl:scdl@127.0.0.1:$PG_PORT/$NAME}
  OWN_DATABASE=yes; if [ -n "${!given:-}" ]; then OWN_DATABASE=no; fi
  given=${prefix}DATASTORE_WRITE_URL; DS_WRITE_URL=${!given:-postgresql://scdl:scdl@127.0.0.1:$PG_PORT/${NAME}_datastore}
  given=${prefix}DATASTORE_READ_URL;  DS_READ_URL=${!given:-postgresql://scdl_read:scdl@127.0.0.1:$PG_PORT/${NAME}_datastore}
  given=${prefix}REDIS_URL;           REDIS=${!given:-redis://127.0.0.1:$REDIS_PORT/$REDIS_DB?socket_timeout=3600} # harvest waits without a limit of its own
  OWN_REDIS=yes; if [ -n "${!given:-}" ]; then OWN_REDIS=no; fi
  given=${prefix}SOLR_URL;            SOLR=${!given:-}
  if [ -z "$SOLR" ] && [ "$KIND" = portal ]; then SOLR=${SOLR_URL:-}; fi
  OWN_SOLR=no; if [ -z "$SOLR" ]; then OWN_SOLR=yes SOLR=http://127.0.0.1:$SOLR_PORT/solr/$NAME; fi
  mkdir -p "$HOME_DIR/storage"
  # CKAN reads these before its settings file: test.ini needs no copy per slot.
  export CKAN_SQLALCHEMY_URL=$DB_URL CKAN_DATASTORE_WRITE_URL=$DS_WRITE_URL CKAN_DATASTORE_READ_URL=$DS_READ_URL \
    CKAN_REDIS_URL=$REDIS CKAN_SOLR_URL=$SOLR CKAN_STORAGE_PATH=$HOME_DIR/storage CKAN_SITE_ID=$NAME
  if [ "$KIND" != test ]; then export CKAN_SITE_URL=$SITE_URL; else unset CKAN_SITE_URL; fi
}

PLUGINS="scdl_forms scdl_validation scdl scheming_datasets scheming_organizations dcat structured_data harvest datastore activity"
