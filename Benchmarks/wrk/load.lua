-- One kind of request, sent to 1,000 secrets in turn: 10 apps of 100 each. Run by Benchmarks/lib/load.sh as
--
--     wrk … -s load.lua URL -- METHOD PATH [BODY]
--
-- {app} and {name} in PATH and BODY stand for the app and the secret. The token comes in the environment, because
-- arguments can be seen by everybody on the machine. The last line printed is for the script that started this.

local apps, names = 10, 100
local requests, next_request = {}, 0

local function filled(template, app, name)
    return template and (template:gsub("{app}", app):gsub("{name}", name))
end

function init(arguments)
    local method, path, body = arguments[1], arguments[2], arguments[3]
    local headers = {
        ["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN"),
        ["Content-Type"] = body and "application/json" or nil,
    }
    -- Formatted once, so that the load costs this side as little as it can.
    for app = 0, apps - 1 do
        for name = 0, names - 1 do
            local place, variable = "app-" .. app, "SECRET_" .. name
            requests[#requests + 1] =
                wrk.format(method, filled(path, place, variable), headers, filled(body, place, variable))
        end
    end
end

function request()
    next_request = next_request % #requests + 1
    return requests[next_request]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "result %d %.1f %.3f %.3f %d\n",
        summary.requests,
        summary.requests / (summary.duration / 1e6),
        latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout
    ))
end
