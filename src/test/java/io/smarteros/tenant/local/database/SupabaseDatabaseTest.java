package io.smarteros.tenant.local.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smarteros.tenant.local.database.SupabaseDatabase.Login;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupabaseDatabaseTest {
  private static final String NOT_GRANTED = "42501";
  private static final String CHECK_VIOLATED = "23514";

  @Nested
  class WithTheSeedsTables {
    private static SupabaseDatabase database;

    @BeforeAll
    static void start() throws SQLException {
      database = startWithTwoOwners(Schema.SEED);
    }

    @AfterAll
    static void stop() {
      database.close();
    }

    @Test
    void the_operator_sees_and_writes_all_rows() throws SQLException {
      assertThat(query(database, database.operator(), "select slug from tenants order by slug"))
          .containsExactly("a-co", "b-co");
      assertThat(
              query(
                  database,
                  database.operator(),
                  "insert into tenants (name, slug) values ('C', 'c-co') returning status"))
          .containsExactly("active");
      run(database, database.operator(), "delete from tenants where slug = 'c-co'");
    }

    @Test
    void an_owner_can_do_what_he_should_not() throws SQLException {
      run(database, database.owner(), "grant select, update on tenants to authenticated");

      assertThat(
              asUser(
                  database,
                  "a@example.com",
                  "update tenants set status = 'suspended' returning slug"))
          .as("with the grants of an older project the seed's policy allows it")
          .containsExactly("a-co");
    }

    @Test
    void without_a_policy_the_operator_sees_nothing_and_gets_no_error() throws SQLException {
      run(database, database.owner(), "drop policy tenants_operator on tenants");
      try {
        assertThat(query(database, database.operator(), "select slug from tenants")).isEmpty();
      } finally {
        run(
            database,
            database.owner(),
            "create policy tenants_operator on tenants to tenant_operator using (true)");
      }
    }

    @Test
    void the_operator_cannot_look_up_owners() {
      assertRefused(
          NOT_GRANTED, () -> query(database, database.operator(), "select email from auth.users"));
    }
  }

  @Nested
  class WithTheHardenedTables {
    private static SupabaseDatabase database;

    @BeforeAll
    static void start() throws SQLException {
      database = startWithTwoOwners(Schema.HARDENED);
    }

    @AfterAll
    static void stop() {
      database.close();
    }

    @Test
    void the_operator_sees_all_rows_and_finds_owners() throws SQLException {
      assertThat(query(database, database.operator(), "select slug from tenants order by slug"))
          .containsExactly("a-co", "b-co");
      assertThat(
              query(
                  database,
                  database.operator(),
                  "select email_confirmed from tenant_ops.find_owner(' B@example.com ')"))
          .containsExactly("t");
    }

    @Test
    void the_operator_can_do_no_more_than_it_needs() {
      for (String attempt :
          List.of(
              "select email from auth.users",
              "alter table tenants disable row level security",
              "create table public.mine (i int)",
              "create role x",
              "set role service_role",
              "truncate tenants")) {
        assertRefused(NOT_GRANTED, () -> run(database, database.operator(), attempt));
      }
    }

    @Test
    void a_change_counts_up_the_generation_and_a_repetition_does_not() throws SQLException {
      run(database, database.operator(), "insert into tenants (name, slug) values ('G', 'g-co')");

      assertThat(
              query(
                  database,
                  database.operator(),
                  "update tenants set name = name where slug = 'g-co' returning generation"))
          .containsExactly("1");
      assertThat(
              query(
                  database,
                  database.operator(),
                  "update tenants set name = 'G2' where slug = 'g-co' returning generation"))
          .containsExactly("2");

      run(database, database.operator(), "update tenants set status='deleted' where slug='g-co'");
      run(database, database.operator(), "delete from tenants where slug = 'g-co'");
    }

    @Test
    void only_a_deleted_tenant_leaves_the_table_and_none_comes_back() throws SQLException {
      run(database, database.operator(), "insert into tenants (name, slug) values ('D', 'd-co')");

      assertRefused(
          "23001",
          () -> run(database, database.operator(), "delete from tenants where slug = 'd-co'"));
      run(database, database.operator(), "update tenants set status='deleted' where slug='d-co'");
      assertRefused(
          CHECK_VIOLATED,
          () ->
              run(
                  database,
                  database.operator(),
                  "update tenants set status = 'active' where slug = 'd-co'"));
      run(database, database.operator(), "delete from tenants where slug = 'd-co'");
    }

    @Test
    void an_owner_sees_his_own() throws SQLException {
      assertThat(asUser(database, "a@example.com", "select slug from tenants"))
          .containsExactly("a-co");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "insert into tenants (name, slug, owner_id) values ('X', 'x-co', auth.uid()) returning id",
          "insert into tenants (name, slug, owner_subject) values ('X', 'x-co', 'x') returning id",
          "update tenants set name = 'X' returning id",
          "update tenants set domain = 'x.example' returning id",
          "update tenants set metadata = '{}' returning id",
          "update tenants set status = 'suspended' returning id",
          "delete from tenants returning id",
          "insert into tenant_services (service_name) values ('n8n') returning id",
          "update tenant_services set enabled = true returning id",
          "delete from tenant_services returning id"
        })
    void a_signed_in_user_takes_no_slug_and_changes_nothing(String attempt) {
      assertRefused(NOT_GRANTED, () -> asUser(database, "a@example.com", attempt));
    }

    @Test
    void an_owners_rows_are_found_by_an_index_however_many_others_there_are() throws SQLException {
      ApiCaller a = user(database, "a@example.com");
      for (String table : List.of("tenants", "tenant_services", "tenant_status")) {
        try (Connection connection = a.begin();
            Statement statement = connection.createStatement()) {
          statement.execute("set local enable_seqscan = off");
          try (ResultSet plan = statement.executeQuery("explain select * from " + table)) {
            assertThat(firstColumn(plan)).anyMatch(line -> line.contains("Index Cond: ("));
          }
        }
      }
    }

    @Test
    void a_slug_and_a_domain_are_found_by_an_index_whatever_their_case() throws SQLException {
      try (Connection connection = database.connect(database.superuser());
          Statement statement = connection.createStatement()) {
        statement.execute("set enable_seqscan = off");
        for (String column : List.of("slug", "domain")) {
          try (ResultSet plan =
              statement.executeQuery(
                  """
                  explain select id from tenants t
                   where lower(rtrim(t.%s::text, '.') collate "C") = any (array['a', 'b'])
                  """
                      .formatted(column))) {
            assertThat(firstColumn(plan))
                .anyMatch(line -> line.contains("tenants_%s_in_dns_idx".formatted(column)));
          }
        }
      }
    }
  }

  @Nested
  class AsAServer {
    @Test
    void a_wrong_password_is_refused_and_data_outlives_a_stop() throws SQLException {
      try (SupabaseDatabase database = startWithTwoOwners(Schema.SEED)) {
        assertRefused(
            "28P01",
            () ->
                DriverManager.getConnection(database.jdbcUrl(), database.operator().user(), "no"));

        database.stop();
        assertRefused("08001", () -> database.connect(database.operator()));

        database.startAgain();
        assertThat(query(database, database.operator(), "select count(*) from tenants"))
            .containsExactly("2");
      }
    }

    @ParameterizedTest
    @EnumSource(PostgresVersion.class)
    void it_is_of_the_version_that_was_asked_for(PostgresVersion version) throws SQLException {
      assumeTrue(version.isThere(), PostgresVersion.HOW_TO_GET_IT);
      try (SupabaseDatabase database = SupabaseDatabase.start(Schema.SEED, version)) {
        assertThat(
                query(
                    database,
                    database.operator(),
                    "select 'V' || current_setting('server_version_num')::int / 10000"))
            .containsExactly(version.name());
      }
    }

    @Test
    void the_administrator_of_applications_makes_databases_but_is_no_superuser()
        throws SQLException {
      try (SupabaseDatabase database = SupabaseDatabase.start(Schema.SEED)) {
        Login administrator = database.applications();
        run(database, administrator, "create role n8n_acme login password 'x'");
        try (Connection connection = database.connect(administrator);
            Statement statement = connection.createStatement()) {
          statement.execute("create database n8n_acme");
        }
        assertRefused(
            NOT_GRANTED, () -> query(database, administrator, "select slug from tenants"));
      }
    }
  }

  /** Two users, each owning a tenant. */
  private static SupabaseDatabase startWithTwoOwners(Schema schema) throws SQLException {
    SupabaseDatabase database = SupabaseDatabase.start(schema);
    UUID a = database.addUser("a@example.com", UserState.CONFIRMED);
    UUID b = database.addUser("b@example.com", UserState.CONFIRMED);
    run(
        database,
        database.owner(),
        "insert into tenants (name, slug, owner_id) values ('A', 'a-co', '%s'), ('B', 'b-co', '%s')"
            .formatted(a, b));
    return database;
  }

  /** As the Data API of Supabase would run it for a signed-in user. */
  private static List<String> asUser(SupabaseDatabase database, String email, String sql)
      throws SQLException {
    return user(database, email).call(sql);
  }

  private static ApiCaller user(SupabaseDatabase database, String email) throws SQLException {
    String id =
        query(
                database,
                database.owner(),
                "select id from auth.users where email = '%s'".formatted(email))
            .getFirst();
    return ApiCaller.user(database, UUID.fromString(id));
  }

  private static List<String> query(SupabaseDatabase database, Login login, String sql)
      throws SQLException {
    try (Connection connection = database.connect(login);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return firstColumn(rows);
    }
  }

  private static List<String> firstColumn(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      values.add(rows.getString(1));
    }
    return values;
  }

  private static void run(SupabaseDatabase database, Login login, String sql) throws SQLException {
    try (Connection connection = database.connect(login);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertRefused(String sqlState, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(sqlState));
  }
}
