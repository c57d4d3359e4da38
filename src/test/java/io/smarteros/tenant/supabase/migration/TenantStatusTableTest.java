package io.smarteros.tenant.supabase.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.database.ApiCaller;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.database.SupabaseDatabase.UserState;
import io.smarteros.tenant.supabase.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages see of a tenant's state, and are told of its changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantStatusTableTest {
  private static final String TENANT = "11111111-1111-4111-8111-111111111111";

  private static final String UPSERT =
      """
      insert into public.tenant_status (tenant_id, service, state, url, version, message)
      values ('%s', 'n8n', '%s', %s, '1.2', 'On its way')
      on conflict (tenant_id, service) do update
        set state = excluded.state, url = excluded.url, version = excluded.version,
            message = excluded.message
      """;

  private Tables tables;
  private SupabaseDatabase database;
  private ApiCaller alice;
  private ApiCaller bob;

  @BeforeAll
  void start() {
    tables = Tables.start(Schema.HARDENED);
    database = tables.database();
    UUID id = tables.addUser("alice@example.com", UserState.CONFIRMED);
    alice = ApiCaller.user(database, id);
    bob = ApiCaller.user(database, tables.addUser("bob@example.com", UserState.CONFIRMED));
    tables.run(
        "insert into tenants (id, name, slug, owner_id) values (?::uuid, 'Acme', 'acme', ?)",
        TENANT,
        id);
  }

  @BeforeEach
  void startOver() throws SQLException {
    operator("delete from public.tenant_status");
    tables.run("delete from realtime.messages");
    operator(UPSERT.formatted(TENANT, "setting_up", "null"));
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @Test
  void its_owner_reads_it_and_nobody_else() throws SQLException {
    assertThat(alice.call("select state from tenant_status")).containsExactly("setting_up");
    assertThat(bob.call("select state from tenant_status")).isEmpty();
    assertThat(ApiCaller.service(database).call("select state from tenant_status"))
        .containsExactly("setting_up");
    assertRefused(ApiCaller.anon(database), "select state from tenant_status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update tenant_status set state = 'ready'",
        "delete from tenant_status",
        "insert into tenant_status (tenant_id, service, state) select id, 'x', 'ready' from tenants"
      })
  void only_the_operator_writes_it(String attempt) {
    assertRefused(alice, attempt);
    assertRefused(ApiCaller.service(database), attempt);
  }

  @Test
  void writing_the_same_again_is_no_write_and_no_message() throws SQLException {
    String before = tables.one("select xmin::text || ctid::text || since from tenant_status");
    int messages = messages().size();

    assertThat(operator(UPSERT.formatted(TENANT, "setting_up", "null"))).isZero();

    assertThat(tables.one("select xmin::text || ctid::text || since from tenant_status"))
        .isEqualTo(before);
    assertThat(messages()).hasSize(messages);
  }

  @Test
  void since_counts_from_the_change_of_the_state_whatever_the_operator_says() throws SQLException {
    String before = since();

    operator("update public.tenant_status set message = 'Soon', since = now() - interval '1 day'");
    assertThat(since()).isEqualTo(before);

    operator("update public.tenant_status set state = 'ready', since = now() - interval '1 day'");
    assertThat(since()).isGreaterThan(before);
  }

  @Test
  void each_change_is_one_message_on_the_private_channel_of_the_tenant() throws SQLException {
    tables.run("delete from realtime.messages");

    operator(UPSERT.formatted(TENANT, "ready", "'https://acme.example'"));
    operator("delete from public.tenant_status");

    assertThat(
            tables.ask(
                """
                select topic, private, event, payload ->> 'service', payload ->> 'state',
                       payload ->> 'url', payload ->> 'removed'
                  from realtime.messages order by payload ->> 'removed'
                """))
        .containsExactly(
            "tenant:%s|t|tenant_status|n8n|ready|https://acme.example|false".formatted(TENANT),
            "tenant:%s|t|tenant_status|n8n|ready|https://acme.example|true".formatted(TENANT));
  }

  @Test
  void only_the_owner_may_listen_to_the_channel() throws SQLException {
    String channel = "set local realtime.topic = 'tenant:%s'".formatted(TENANT);

    assertThat(listening(alice, channel)).isEqualTo(1);
    assertThat(listening(bob, channel)).isZero();
    assertThat(listening(alice, "set local realtime.topic = 'tenant:other'")).isZero();
  }

  @Test
  void the_operator_can_write_when_nobody_can_be_told() throws SQLException {
    tables.run("alter function realtime.send(jsonb, text, text, boolean) rename to sent");
    try {
      assertThat(operator(UPSERT.formatted(TENANT, "ready", "null"))).isEqualTo(1);
      tables.run(
          """
          create function realtime.send(jsonb, text, text, boolean) returns void
          language plpgsql as $$ begin raise exception 'no partition'; end $$
          """);
      assertThat(operator(UPSERT.formatted(TENANT, "degraded", "null"))).isEqualTo(1);
    } finally {
      tables.run("drop function if exists realtime.send(jsonb, text, text, boolean)");
      tables.run("alter function realtime.sent(jsonb, text, text, boolean) rename to send");
    }
  }

  @Test
  void it_is_published_to_clients_of_realtime() {
    assertThat(
            tables.ask(
                "select tablename from pg_publication_tables where pubname = 'supabase_realtime'"))
        .containsExactly("tenant_status");
  }

  @Test
  void it_goes_with_its_tenant() throws SQLException {
    String id = UUID.randomUUID().toString();
    tables.run("insert into tenants (id, name, slug) values (?::uuid, 'Gone', 'gone')", id);
    operator(UPSERT.formatted(id, "ready", "null"));

    tables.run("update tenants set status = 'deleted' where slug = 'gone'");
    tables.run("delete from tenants where slug = 'gone'");

    assertThat(tables.ask("select state from tenant_status where tenant_id = ?::uuid", id))
        .isEmpty();
  }

  private String since() {
    return tables.one("select since from tenant_status");
  }

  private List<String> messages() {
    return tables.ask("select topic from realtime.messages");
  }

  private static int listening(ApiCaller caller, String channel) throws SQLException {
    try (Connection connection = caller.begin();
        Statement statement = connection.createStatement()) {
      statement.execute(channel);
      try (ResultSet rows = statement.executeQuery("select count(*) from realtime.messages")) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** How many rows it wrote. */
  private int operator(String sql) throws SQLException {
    try (Connection connection = database.connect(database.operator());
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void assertRefused(ApiCaller caller, String sql) {
    assertThatThrownBy(() -> caller.call(sql))
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
  }
}
