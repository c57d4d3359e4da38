package io.smarteros.tenant.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.Integrations.Integration;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.EnvironmentVariable.SecretKey;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSettings.BinaryData;
import io.smarteros.tenant.api.service.N8nSettings.ExecutionMode;
import io.smarteros.tenant.api.service.N8nSettings.OwnerPassword;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.Resources;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.Services;
import io.smarteros.tenant.api.service.Storage;
import io.smarteros.tenant.api.tenantclass.Allow;
import io.smarteros.tenant.api.tenantclass.Allow.MaxResources;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Specs of every shape: with parts absent, present and empty, and filled. */
final class GeneratedSpecs {
  private GeneratedSpecs() {}

  static Arbitrary<TenantSpec> tenants() {
    var owners = maybe(owners());
    var flags = maybe(Arbitraries.of(true, false));
    return Combinators.combine(
            names(),
            maybe(names()),
            owners,
            flags,
            maybe(Arbitraries.of(DeletionPolicy.class)),
            metadata(),
            services(),
            integrations())
        .as(
            (name, className, owner, suspended, policy, metadata, services, integrations) ->
                new TenantSpec(
                    name,
                    className,
                    null,
                    owner,
                    name + "@acme.example",
                    suspended,
                    policy,
                    metadata,
                    services,
                    integrations,
                    null,
                    null));
  }

  static Arbitrary<Allow> permissions() {
    var flags = maybe(Arbitraries.of(true, false));
    return Combinators.combine(
            Arbitraries.maps(
                Arbitraries.of(ServiceName.class).map(ServiceName::id),
                names().list().ofMaxSize(3)),
            Arbitraries.of(Mode.class).set().map(List::copyOf),
            flags,
            flags,
            maybe(quantities()))
        .as(
            (versions, modes, images, env, most) ->
                new Allow(
                    versions,
                    modes,
                    images,
                    null,
                    null,
                    null,
                    env,
                    new MaxResources(most, null, most)));
  }

  private static Arbitrary<Owner> owners() {
    return Arbitraries.of(
        new Owner("owner@acme.example", null, null),
        new Owner(null, "3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60", null),
        new Owner(null, null, new Owner.Subject("https://clerk.acme.example", "user_2b7Fq9")));
  }

  private static Arbitrary<Services> services() {
    return Combinators.combine(maybe(n8n()), maybe(odoo()))
        .as((n8n, odoo) -> new Services(null, null, n8n, odoo, Map.of()));
  }

  private static Arbitrary<N8nSpec> n8n() {
    return Combinators.combine(
            maybe(Arbitraries.of(true, false)),
            maybe(Arbitraries.of(Mode.class)),
            maybe(resources()),
            maybe(quantities().map(Storage::new)),
            variables().list().ofMaxSize(3),
            maybe(n8nSettings()))
        .as(
            (enabled, mode, resources, storage, env, settings) ->
                new N8nSpec(enabled, mode, null, null, resources, storage, null, env, settings));
  }

  private static Arbitrary<OdooSpec> odoo() {
    return Combinators.combine(maybe(Arbitraries.integers().between(1, 20)), maybe(odooSettings()))
        .as(
            (replicas, settings) ->
                new OdooSpec(
                    null, null, "19.0", null, replicas, null, null, null, List.of(), settings));
  }

  private static Arbitrary<OdooSettings> odooSettings() {
    return names()
        .list()
        .ofMaxSize(3)
        .map(modules -> new OdooSettings(modules, null, null, null, null));
  }

  private static Arbitrary<N8nSettings> n8nSettings() {
    return Combinators.combine(
            maybe(Arbitraries.of(OwnerPassword.class)),
            maybe(Arbitraries.of(BinaryData.class)),
            maybe(Arbitraries.integers().between(1, 87600)),
            maybe(Arbitraries.of(true, false)),
            maybe(Arbitraries.of(ExecutionMode.class)),
            maybe(Arbitraries.integers().between(1, 10)))
        .as(
            (password, binaryData, hours, packages, mode, workers) ->
                new N8nSettings(
                    password, binaryData, null, hours, null, packages, mode, workers, packages));
  }

  private static Arbitrary<EnvironmentVariable> variables() {
    return Arbitraries.of(
        new EnvironmentVariable("LOG_LEVEL", "debug", null),
        new EnvironmentVariable("EMPTY", "", null),
        new EnvironmentVariable("TOKEN", null, new SecretKey("mail", "password")));
  }

  private static Arbitrary<Resources> resources() {
    return Combinators.combine(maybe(quantities()), maybe(quantities())).as(Resources::new);
  }

  private static Arbitrary<Quantity> quantities() {
    return Arbitraries.of("500m", "2", "1.5", "1e3", "512Mi", "1.5Gi", "20Gi", "1Ei")
        .map(Quantity::new);
  }

  private static Arbitrary<Integrations> integrations() {
    Arbitrary<@Nullable Integration> wires =
        maybe(maybe(Arbitraries.of(true, false)).map(Integration::new));
    return Combinators.combine(wires, wires)
        .as((first, second) -> new Integrations(first, null, null, second));
  }

  private static Arbitrary<Map<String, JsonNode>> metadata() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return Arbitraries.maps(
            names(),
            Arbitraries.<JsonNode>of(
                json.textNode(""),
                json.textNode("gold"),
                json.numberNode(5),
                json.numberNode(1.5),
                json.booleanNode(false),
                json.nullNode(),
                json.arrayNode().add("eu").add(2),
                json.objectNode().put("seats", 5)))
        .ofMaxSize(4);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
  }

  private static <T> Arbitrary<@Nullable T> maybe(Arbitrary<T> values) {
    return values.injectNull(0.3);
  }
}
