export const key = '{{service-role-key}}';
