package io.smarteros.tenant.deletion;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeletionConfirmationTest {
  private final Tenant acme = tenant("acme", "displayName: Acme\ndeletionPolicy: Delete");
  private final DeletionConfirmation confirmation = new DeletionConfirmation(acme);

  @Test
  void a_confirmation_that_stayed_in_git_confirms_nothing_for_the_next_tenant_of_the_name() {
    acme.getMetadata().setUid("11111111-8f0d-4a57-9d2e-1c5b7a9e4d60");
    annotate("acme@11111111");
    assertThat(confirmation.isGiven()).isTrue();

    acme.getMetadata().setUid("22222222-8f0d-4a57-9d2e-1c5b7a9e4d60");

    assertThat(confirmation.isGiven()).isFalse();
    assertThat(confirmation.question())
        .map(Decision::value)
        .hasValueSatisfying(value -> assertThat(value).isEqualTo("acme@22222222"));
  }

  @Test
  void the_name_alone_is_no_confirmation_and_the_question_says_what_is() {
    annotate("acme");

    assertThat(confirmation.isGiven()).isFalse();
    assertThat(confirmation.question())
        .contains(
            new Decision(
                Names.CONFIRM_DELETE_ANNOTATION,
                "acme@acme-uid",
                "deletionPolicy is Delete, but the annotation smarteros.io/confirm-delete is not acme@acme-uid: another value confirms nothing. Without it the data is kept. Shall all data of the tenant be destroyed?"));
  }

  @Test
  void nobody_is_asked_where_data_is_kept_or_its_end_confirmed() {
    annotate("acme@acme-uid");

    assertThat(confirmation.question()).isEmpty();
    assertThat(new DeletionConfirmation(tenant("acme", "displayName: Acme")).question()).isEmpty();
  }

  private void annotate(String value) {
    acme.getMetadata().setAnnotations(Map.of(Names.CONFIRM_DELETE_ANNOTATION, value));
  }
}
