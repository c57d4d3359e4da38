package io.smarteros.tenant.service.odoo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Plans for tenant {@code acme}, to be varied. */
record OdooPlans(
    TenantClassSpec tenantClass,
    OdooSettings settings,
    List<EnvironmentVariable> env,
    DatabaseAccess database,
    ClassAccess classAccess,
    String version,
    int replicas,
    boolean running) {

  static final String ADMINISTRATOR = "it@acme.example";
  static final String DATABASE = "t_acme_odoo";

  static final Map<String, String> SECRETS =
      Map.of(
          OdooSecrets.DATABASE_PASSWORD, "the-database-password-of-acme",
          OdooSecrets.ADMIN_PASSWORD, "Passw0rd-of-acme",
          OdooSecrets.MASTER_PASSWORD, "the-master-password-of-acme",
          OdooSecrets.MASTER_PASSWORD_HASH, "$pbkdf2-sha512$1000$c2FsdA$aGFzaA");

  static final String MAIL_PASSWORD = "the-mail-password-of-the-class";

  private static final OdooSettings NOTHING_SET =
      new OdooSettings(List.of(), null, null, null, null);

  /** As most tenants: an Ingress with TLS, nothing else set. */
  static OdooPlans usual() {
    return new OdooPlans(
        tenantClass(
            """
            baseDomain: example.com
            routing: {ingress: {className: nginx, tls: {}}}
            """),
        NOTHING_SET,
        List.of(),
        database(SslMode.VERIFY_FULL, Optional.empty(), 64),
        ClassAccess.NONE,
        "19.0-20260723",
        1,
        true);
  }

  /** All that a class and a tenant can ask for. */
  static OdooPlans everything() {
    return new OdooPlans(
        tenantClass(
            """
            baseDomain: example.com
            routing:
              gateway:
                parentRef: {name: public, namespace: gateways, sectionName: https}
            imagePullSecrets: [registry]
            nodeSelector: {pool: tenants}
            tolerations:
            - {key: tenants, operator: Equal, value: only, effect: NoSchedule}
            services: {odoo: {addonsImage: "registry.example.com/odoo-addons:2026-11-28"}}
            """),
        new OdooSettings(List.of("crm", "contacts"), "el_GR", "GR", "EUR", 2),
        List.of(
            new EnvironmentVariable("ADDON_MODE", "strict", null),
            new EnvironmentVariable(
                "ADDON_KEY", null, new EnvironmentVariable.SecretKey("add-on", "key"))),
        database(SslMode.VERIFY_CA, Optional.of("-----BEGIN CERTIFICATE-----\n"), 64),
        mail(Tls.START_TLS),
        "19.0-20260723",
        1,
        true);
  }

  static TenantClassSpec tenantClass(String yaml) {
    return Serialization.unmarshal(yaml, TenantClassSpec.class);
  }

  static DatabaseAccess database(SslMode sslMode, Optional<String> ca, int connections) {
    return new DatabaseAccess(
        "db.example.com",
        5432,
        DATABASE,
        DATABASE,
        SECRETS.getOrDefault(OdooSecrets.DATABASE_PASSWORD, ""),
        connections,
        sslMode,
        ca);
  }

  static ClassAccess mail(Tls tls) {
    return ClassAccess.NONE.withSmtp(
        Optional.of(
            new SmtpAccess(
                "smtp.example.com",
                587,
                "no-reply@example.com",
                tls,
                Optional.of(new SmtpLogin("mailer", MAIL_PASSWORD)))));
  }

  OdooPlans with(ClassAccess access) {
    return new OdooPlans(tenantClass, settings, env, database, access, version, replicas, running);
  }

  OdooPlans withClass(String yaml) {
    return new OdooPlans(
        tenantClass(yaml), settings, env, database, classAccess, version, replicas, running);
  }

  OdooPlans withDatabase(DatabaseAccess other) {
    return new OdooPlans(
        tenantClass, settings, env, other, classAccess, version, replicas, running);
  }

  OdooPlans withSettings(OdooSettings other) {
    return new OdooPlans(
        tenantClass, other, env, database, classAccess, version, replicas, running);
  }

  OdooPlans withVersion(String other) {
    return new OdooPlans(
        tenantClass, settings, env, database, classAccess, other, replicas, running);
  }

  OdooPlans withReplicas(int number) {
    return new OdooPlans(
        tenantClass, settings, env, database, classAccess, version, number, running);
  }

  OdooPlans suspended() {
    return new OdooPlans(
        tenantClass, settings, env, database, classAccess, version, replicas, false);
  }

  /** The blueprint's, and the routes that the core makes. */
  Stream<HasMetadata> objects() {
    return GoldenObjects.of(plan(), OdooBlueprint.of(plan()));
  }

  ServicePlan plan() {
    return plan(SECRETS, Map.of(), ADMINISTRATOR);
  }

  /** A plan for a tenant that may have another administrator by now than at its set-up. */
  ServicePlan plan(
      Map<String, String> secrets, Map<String, ExternalRecord> externals, String administrator) {
    OdooSpec spec = new OdooSpec(null, null, null, null, null, null, null, null, env, settings);
    ResolvedService service =
        new ResolvedService(
            ServiceName.ODOO,
            true,
            Mode.DEDICATED,
            version,
            false,
            "odoo:" + version,
            replicas,
            "odoo-acme.example.com",
            "500m",
            "1Gi",
            Optional.empty(),
            env,
            spec);
    ResolvedTenant tenant =
        new ResolvedTenant(
            "acme",
            "8a5d0d2c-2f5e-4b0b-9a35-0c3a0f3f1f01",
            "Acme S.A.",
            "tenant-acme",
            Optional.empty(),
            Optional.empty(),
            Optional.of(administrator),
            "standard",
            tenantClass,
            Map.of(ServiceName.ODOO, service));
    return new ServicePlan(
        tenant,
        service,
        secrets,
        externals,
        Set.of(),
        Optional.of(database),
        classAccess,
        running,
        Optional.empty());
  }
}
