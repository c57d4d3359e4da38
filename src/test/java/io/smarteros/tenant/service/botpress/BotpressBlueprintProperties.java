package io.smarteros.tenant.service.botpress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.testkit.blueprint.BlueprintProperties;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

/** What holds for the objects of every Botpress. */
final class BotpressBlueprintProperties extends BlueprintProperties<BotpressPlans> {
  BotpressBlueprintProperties() {
    super("botpress", BotpressPlans.SECRETS.values());
  }

  @Override
  protected Stream<HasMetadata> objects(BotpressPlans plans) {
    return plans.objects();
  }

  @Override
  @Provide
  protected Arbitrary<BotpressPlans> plans() {
    return Combinators.combine(
            classes(),
            Arbitraries.of(Optional.<String>empty(), Optional.of("el")),
            Arbitraries.of(
                List.<EnvironmentVariable>of(),
                List.of(
                    new EnvironmentVariable("BP_DEBUG", "yes", null),
                    new EnvironmentVariable("EMPTY", "", null))),
            Arbitraries.of(SslMode.class),
            Arbitraries.of(Optional.<String>empty(), Optional.of("-----BEGIN CERTIFICATE-----\n")),
            Arbitraries.of(true, false))
        .as(
            (tenantClass, language, env, sslMode, authority, running) ->
                new BotpressPlans(
                    tenantClass,
                    language,
                    env,
                    BotpressPlans.database(sslMode, 30, authority),
                    running));
  }
}
