drop function if exists tenant_ops.self_test();
