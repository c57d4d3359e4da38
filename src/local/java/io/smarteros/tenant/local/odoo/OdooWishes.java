package io.smarteros.tenant.local.odoo;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.local.cluster.JobPods.JobEnd;
import io.smarteros.tenant.local.cluster.PodEnvironment;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the Jobs of one Odoo read in {@code wanted.json}, and what they do with it. */
final class OdooWishes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FILE = "/etc/odoo/wanted.json";
  private static final int REFUSED = 78;

  /** Odoo has hundreds, and none with this ending. */
  private static final String UNKNOWN_MODULE = "_does_not_exist";

  private final JsonNode wanted;

  private OdooWishes(JsonNode wanted) {
    this.wanted = wanted;
  }

  static OdooWishes of(PodEnvironment job) {
    try {
      return new OdooWishes(JSON.readTree(job.files().getOrDefault(FILE, "{}")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The Job of Odoo cannot read " + FILE, e);
    }
  }

  JobEnd initialize(OdooDatabase database) {
    database.initialize();
    JsonNode administrator = wanted.path("administrator");
    database.replaceFirstAccount(
        administrator.path("login").asText(), administrator.path("password").asText());
    return JobEnd.COMPLETED;
  }

  JobEnd configure(OdooDatabase database) {
    Set<String> modules =
        wanted
            .path("modules")
            .valueStream()
            .map(JsonNode::asText)
            .collect(toCollection(TreeSet::new));
    Optional<String> refusal = refusal(modules);
    if (refusal.isPresent()) {
      return new JobEnd(REFUSED, refusal.get());
    }
    database.install(modules);
    return JobEnd.COMPLETED;
  }

  private Optional<String> refusal(Set<String> modules) {
    String unknown =
        String.join(", ", modules.stream().filter(name -> name.endsWith(UNKNOWN_MODULE)).toList());
    return Stream.of(
            unknown.isEmpty()
                ? Optional.<String>empty()
                : Optional.of(
                    "This Odoo has no module %s. Correct settings.modules".formatted(unknown)),
            refusal("language", OdooWishes::isLanguage),
            refusal("country", Set.of(Locale.getISOCountries())::contains),
            refusal("currency", OdooWishes::isCurrency))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> refusal(String setting, Predicate<String> isKnown) {
    return wanted
        .path(setting)
        .asOptional()
        .map(JsonNode::asText)
        .filter(value -> !isKnown.test(value))
        .map(value -> "Odoo has no %1$s %2$s. Correct settings.%1$s".formatted(setting, value));
  }

  private static boolean isLanguage(String code) {
    return Arrays.stream(Locale.getAvailableLocales()).map(Locale::toString).anyMatch(code::equals);
  }

  private static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .map(Currency::getCurrencyCode)
        .anyMatch(code::equals);
  }
}
