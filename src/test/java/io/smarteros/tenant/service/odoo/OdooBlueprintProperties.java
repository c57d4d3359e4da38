package io.smarteros.tenant.service.odoo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.testkit.blueprint.BlueprintProperties;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

/** What holds for the objects of every Odoo. */
final class OdooBlueprintProperties extends BlueprintProperties<OdooPlans> {
  OdooBlueprintProperties() {
    super(
        "odoo",
        Stream.concat(OdooPlans.SECRETS.values().stream(), Stream.of(OdooPlans.MAIL_PASSWORD))
            .toList());
  }

  @Override
  protected Stream<HasMetadata> objects(OdooPlans plans) {
    return plans.objects();
  }

  @Override
  @Provide
  protected Arbitrary<OdooPlans> plans() {
    return Combinators.combine(
            classes(),
            settings(),
            Arbitraries.of(
                List.<EnvironmentVariable>of(),
                List.of(
                    new EnvironmentVariable("ADDON_MODE", "strict", null),
                    new EnvironmentVariable("ADDON_EMPTY", "", null))),
            Arbitraries.of(SslMode.class),
            Arbitraries.of(
                ClassAccess.NONE, OdooPlans.mail(Tls.START_TLS), OdooPlans.mail(Tls.NONE)),
            Arbitraries.of(true, false))
        .as(
            (tenantClass, settings, env, sslMode, classAccess, running) ->
                new OdooPlans(
                    tenantClass,
                    settings,
                    env,
                    OdooPlans.database(sslMode, Optional.empty(), 64),
                    classAccess,
                    "19.0-20260723",
                    1,
                    running));
  }

  private static Arbitrary<OdooSettings> settings() {
    return Combinators.combine(
            Arbitraries.of("crm", "contacts", "sale").list().uniqueElements().ofMaxSize(3),
            Arbitraries.of("el_GR", "es_419").injectNull(0.3),
            Arbitraries.of("GR", "US").injectNull(0.3),
            Arbitraries.of("EUR", "USD").injectNull(0.3),
            Arbitraries.integers().between(1, 8).injectNull(0.3))
        .as(OdooSettings::new);
  }
}
