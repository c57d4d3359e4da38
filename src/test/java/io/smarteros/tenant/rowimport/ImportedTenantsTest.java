package io.smarteros.tenant.rowimport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImportedTenantsTest {
  private static final String ID = "7a1c6f0e-0000-4000-8000-000000000002";

  @Test
  void what_the_row_does_not_have_is_removed_from_its_tenant() throws JsonProcessingException {
    ImportedSpec spec =
        new ImportedSpec(
            ID,
            "Acme S.A.",
            Optional.of("gold"),
            Optional.empty(),
            Optional.of(new Owner(null, ID, null)),
            Optional.of("ann@acme.example"),
            Set.of(ServiceName.N8N));

    assertThat(new JsonMapper().readTree(ImportedTenants.patch(spec)))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"spec": {
                      "displayName": "Acme S.A.",
                      "domain": null,
                      "owner": {"email": null, "userId": "%s", "subject": null},
                      "services": {"n8n": {}}}}
                    """
                        .formatted(ID)));
  }
}
