package io.smarteros.tenant.service.chatwoot;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.PodSecurity;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.testkit.blueprint.BlueprintProperties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

/** What holds for the objects of every Chatwoot. */
final class ChatwootBlueprintProperties extends BlueprintProperties<ChatwootPlans> {
  ChatwootBlueprintProperties() {
    super(
        "chatwoot",
        Stream.concat(
                ChatwootPlans.SECRETS.values().stream(),
                Stream.of(ChatwootPlans.MAIL_PASSWORD, ChatwootPlans.STORAGE_KEY))
            .toList());
  }

  @Override
  protected Stream<HasMetadata> objects(ChatwootPlans plans) {
    return plans.objects();
  }

  @Override
  protected PodSecurity podSecurity(HasMetadata object) {
    return ChatwootBlueprintTest.podSecurity(object);
  }

  @Override
  @Provide
  protected Arbitrary<ChatwootPlans> plans() {
    return Combinators.combine(
            classes(),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(Optional.<String>empty(), Optional.of("el")),
            Arbitraries.of(
                List.<EnvironmentVariable>of(),
                List.of(
                    new EnvironmentVariable("LOG_LEVEL", "debug", null),
                    new EnvironmentVariable("EMPTY", "", null))),
            Arbitraries.of(SslMode.class),
            Arbitraries.of(
                ClassAccess.NONE, ChatwootPlans.mail(Tls.IMPLICIT), ChatwootPlans.objectStorage()),
            Arbitraries.of(true, false))
        .as(
            (tenantClass, replicas, locale, env, sslMode, classAccess, running) ->
                new ChatwootPlans(
                    tenantClass,
                    "v4.16.2-ce",
                    replicas,
                    Optional.empty(),
                    Optional.empty(),
                    locale,
                    env,
                    ChatwootPlans.database(sslMode, 40, Optional.empty()),
                    Set.of(),
                    classAccess,
                    running));
  }
}
