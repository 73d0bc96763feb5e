"""`reachable.py DATABASE_URL CACHE_URL`: exit 0 when both servers answer, 1 when one does not."""

import sys

import psycopg
import redis


def main(database_url: str, cache_url: str) -> int:
    try:
        psycopg.connect(database_url.replace("postgres://", "postgresql://"), connect_timeout=3).close()
        redis.Redis.from_url(cache_url, socket_timeout=3).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
