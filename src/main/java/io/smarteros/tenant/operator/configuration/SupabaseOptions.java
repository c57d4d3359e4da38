package io.smarteros.tenant.operator.configuration;

import io.smarteros.tenant.operator.configuration.Configuration.SupabaseApi;
import io.smarteros.tenant.operator.configuration.Configuration.SupabaseDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads where Supabase is and how to log in there. */
final class SupabaseOptions {
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final String VERIFY_FULL = "verify-full";
  private static final int TRANSACTION_POOLER_PORT = 6543;

  private final OptionValues values;

  SupabaseOptions(OptionValues values) {
    this.values = values;
  }

  Optional<SupabaseApi> api() {
    return values
        .optional(Options.SUPABASE_URL)
        .map(
            url ->
                new SupabaseApi(
                    url,
                    values.optional(Options.SUPABASE_ANON_KEY).map(Secret::new),
                    values.optional(Options.SUPABASE_SERVICE_ROLE_KEY).map(Secret::new)));
  }

  /** Empty when a problem has been noted. */
  Optional<SupabaseDatabase> database() {
    Optional<Secret> password = password();
    Optional<Path> caFile = caFile();
    Optional<DatabaseUrl> url =
        values.required(Options.SUPABASE_DB_URL, whereTheUrlIs()).flatMap(this::url);
    String user = user(url);
    url.ifPresent(parsed -> check(parsed, user));
    if (url.isEmpty() || password.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SupabaseDatabase(
            url.get().jdbc(),
            user,
            password.get(),
            tlsProperties(url.get(), caFile),
            values.value(Options.SUPABASE_FULL_COMPARE_INTERVAL)));
  }

  private String user(Optional<DatabaseUrl> url) {
    return url.flatMap(DatabaseUrl::user)
        .filter(_ -> !values.isSet(Options.SUPABASE_DB_USER))
        .orElseGet(() -> values.value(Options.SUPABASE_DB_USER));
  }

  private String whereTheUrlIs() {
    String remedy =
        ("add it to the environment or to %s; it is in the Supabase dashboard under Connect: direct"
            + " connection or session pooler, without the password, never port"
            + " 6543%s; or set SUPABASE_SYNC=disabled to run without Supabase");
    return remedy.formatted(values.envFile(), directUrl().map(", probably "::concat).orElse(""));
  }

  /** The host of the pooler cannot be derived, that of the direct connection can. */
  private Optional<String> directUrl() {
    return values
        .optional(Options.SUPABASE_URL)
        .map(URI::getHost)
        .filter(host -> host.endsWith(".supabase.co"))
        .map("postgresql://db.%s:5432/postgres"::formatted);
  }

  private Optional<Secret> password() {
    if (!values.isSet(Options.SUPABASE_DB_PASSWORD_FILE)) {
      return values
          .required(
              Options.SUPABASE_DB_PASSWORD,
              "set it, or SUPABASE_DB_PASSWORD_FILE, to the password of the role that"
                  + " SUPABASE_DB_USER names")
          .map(Secret::new);
    }
    if (values.isSet(Options.SUPABASE_DB_PASSWORD)) {
      values.problem(
          "SUPABASE_DB_PASSWORD and SUPABASE_DB_PASSWORD_FILE are both set: remove one of them");
    }
    Optional<String> content =
        values
            .optional(Options.SUPABASE_DB_PASSWORD_FILE)
            .flatMap(path -> values.file(Options.SUPABASE_DB_PASSWORD_FILE, path))
            .map(String::strip);
    if (content.filter(String::isEmpty).isPresent()) {
      values.problem("SUPABASE_DB_PASSWORD_FILE: the file is empty");
    }
    return content.map(Secret::new);
  }

  private Optional<Path> caFile() {
    Optional<Path> path = values.optional(Options.SUPABASE_DB_CA_FILE);
    path.flatMap(file -> values.file(Options.SUPABASE_DB_CA_FILE, file))
        .filter(content -> !content.contains("-----BEGIN CERTIFICATE-----"))
        .ifPresent(
            content -> values.problem("SUPABASE_DB_CA_FILE: the file contains no PEM certificate"));
    return path;
  }

  /** Never shows the URL: people paste it with the password in it. */
  private Optional<DatabaseUrl> url(String text) {
    Optional<DatabaseUrl> url = DatabaseUrl.parse(text);
    if (url.isEmpty()) {
      values.problem(
          "SUPABASE_DB_URL must have the form postgresql://<host>:5432/postgres or"
              + " jdbc:postgresql://<host>:5432/postgres; it is in the Supabase dashboard under"
              + " Connect");
    }
    return url;
  }

  private void check(DatabaseUrl url, String user) {
    if (url.namesLoginForDriver()) {
      values.problem(
          "SUPABASE_DB_URL must not contain user and password: put them into SUPABASE_DB_USER and"
              + " SUPABASE_DB_PASSWORD");
    } else if (url.hasPassword()) {
      values.problem(
          "SUPABASE_DB_URL must not contain a password, nor the dashboard's [YOUR-PASSWORD]: put"
              + " the password into SUPABASE_DB_PASSWORD");
    } else if (url.user().filter(named -> !named.equals(user)).isPresent()) {
      values.problem(
          "SUPABASE_DB_URL names another user than SUPABASE_DB_USER: leave one of them out");
    }
    if (url.hasPort(TRANSACTION_POOLER_PORT)) {
      values.problem(
          "SUPABASE_DB_URL has port 6543, a transaction pooler, which does not keep a session's"
              + " settings: use the direct"
              + " connection or the session pooler, both on port 5432");
    }
    if (url.hasHostIn("pooler.supabase.com") && !user.contains(".")) {
      values.problem(
          "SUPABASE_DB_USER must be <role>.<project-ref> on the pooler, such as"
              + " tenant_operator.abcdefghijklmnopqrst");
    }
    url.parameter("sslmode")
        .filter(mode -> !SSL_MODES.contains(mode))
        .ifPresent(
            mode ->
                values.problem(
                    "SUPABASE_DB_URL has an unknown sslmode: use verify-full, or leave it out"));
    if (verifiesWithoutAuthority(url)) {
      values.problem(
          "SUPABASE_DB_CA_FILE is missing: the certificate of the database cannot be verified"
              + " without it; download it in the Supabase dashboard, Database settings, SSL"
              + " configuration (or give the URL another sslmode)");
    }
  }

  private boolean verifiesWithoutAuthority(DatabaseUrl url) {
    return url.parameter("sslmode").orElse(VERIFY_FULL).startsWith("verify-")
        && url.parameter("sslrootcert").isEmpty()
        && url.parameter("sslfactory").isEmpty()
        && !values.isSet(Options.SUPABASE_DB_CA_FILE);
  }

  /** What the URL says itself wins in the driver. */
  private static Map<String, String> tlsProperties(DatabaseUrl url, Optional<Path> caFile) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("sslmode", VERIFY_FULL);
    caFile.ifPresent(path -> properties.put("sslrootcert", path.toString()));
    properties.keySet().removeAll(url.parameters().keySet());
    return Map.copyOf(properties);
  }
}
