package io.smarteros.tenant.service.chatwoot;

/** What runs once for a version, before its pods. Each can be run again without harm. */
enum ChatwootJobs {
  /**
   * Loads the schema, or brings it to this version. Statements get more time than in service: some
   * migrations write whole tables.
   */
  PREPARE(
      "prepare",
      """
      tries=0
      until pg_isready --quiet --timeout=3 --host="$POSTGRES_HOST" --port="$POSTGRES_PORT"; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || fail "PostgreSQL at $POSTGRES_HOST:$POSTGRES_PORT does not answer"
        sleep 2
      done
      export POSTGRES_STATEMENT_TIMEOUT=600s
      bundle exec rails db:chatwoot_prepare || fail "db:chatwoot_prepare failed"
      """),

  /**
   * Makes the super administrator, and the platform application with the operator's token; then
   * nobody is left to become the first. At the first start no web process runs yet, later that of
   * the former version does.
   */
  BOOTSTRAP(
      "bootstrap",
      """
      bundle exec rails runner - <<'RUBY' || fail "The super administrator could not be made"
      ActiveRecord::Base.transaction do
        administrator = SuperAdmin.find_or_initialize_by(email: ENV.fetch("SMARTEROS_SUPER_ADMIN_EMAIL"))
        administrator.name ||= "Super Admin"
        administrator.password = ENV.fetch("SMARTEROS_SUPER_ADMIN_PASSWORD")
        administrator.skip_confirmation!
        administrator.save!
        operator = PlatformApp.find_or_create_by!(name: "smarteros-tenant-operator")
        token = AccessToken.find_or_initialize_by(owner: operator)
        token.update!(token: ENV.fetch("SMARTEROS_PLATFORM_TOKEN"))
      end
      Redis::Alfred.delete(Redis::Alfred::CHATWOOT_INSTALLATION_ONBOARDING)
      RUBY
      """);

  private static final String HEAD =
      """
      set -eu
      fail() {
        echo "$1" | tee /dev/termination-log
        exit 1
      }
      """;

  private final String run;
  private final String script;

  ChatwootJobs(String run, String script) {
    this.run = run;
    this.script = script;
  }

  /** Name of the run, and component of its pods. */
  String run() {
    return run;
  }

  /** For {@code sh -c}. */
  String script() {
    return HEAD + script;
  }
}
