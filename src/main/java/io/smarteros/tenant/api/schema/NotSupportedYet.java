package io.smarteros.tenant.api.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field that does nothing yet. Its description, and those of the fields in it, begin with {@link
 * #PREFIX} in the CRD.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface NotSupportedYet {
  String PREFIX = "Not supported yet: ";
}
