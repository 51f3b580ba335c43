-- One row per breach of the latest final week. A warning, unless the var `breaches` makes it an error; it never keeps a number from being published.
{{ config(tags=['threshold'], severity=var('breaches')) }}

select * from {{ ref('threshold_verdicts') }}

where verdict in ('fail', 'warn')
