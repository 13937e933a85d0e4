-- One kind of request, sent to many secrets in turn. Run by Benchmarks/lib/load.sh as
--
--     wrk … -s load.lua URL -- METHOD PATH [BODY]
--
-- {app} and {name} in PATH and BODY stand for the app and the secret. In the environment: BENCH_APPS, how many apps of
-- 100 secrets there are; BENCH_USED, how many of all their secrets are asked for, spread over the whole ("all" or
-- nothing: every one); BENCH_START, a number that says where among them to begin (nothing: at the first); and
-- BENCH_TOKEN, because arguments can be seen by everybody on the machine. The last line printed is for the script that
-- started this.

local names = 100
local count, step, stride, turn
-- Requests that were made before, as long as they are few: what the sender spends, the server has not.
local made, made_limit = {}, 10000
local before_path, path, after_path, body

local function greatest_common_divisor(a, b)
    while b > 0 do a, b = b, a % b end
    return a
end

-- The template cut at its marks: text, "{app}" and "{name}" each by itself.
local function cut(template)
    local pieces = {}
    for text, mark in (template .. "{end}"):gmatch("(.-)({%a+})") do
        pieces[#pieces + 1] = text
        if mark ~= "{end}" then pieces[#pieces + 1] = mark end
    end
    return pieces
end

local function filled(pieces, app, name)
    local text = ""
    for i = 1, #pieces do
        local piece = pieces[i]
        if piece == "{app}" then
            text = text .. "app-" .. app
        elseif piece == "{name}" then
            text = text .. "SECRET_" .. name
        else
            text = text .. piece
        end
    end
    return text
end

function init(arguments)
    local total = names * tonumber(os.getenv("BENCH_APPS"))
    count = math.min(tonumber(os.getenv("BENCH_USED") or "") or total, total)
    step = math.floor(total / count)
    -- Neighbours lie together in the store. This goes through all, but never from one to the next.
    stride = math.max(1, math.floor(count * 0.618))
    while greatest_common_divisor(stride, count) ~= 1 do stride = stride + 1 end
    turn = (tonumber(os.getenv("BENCH_START") or "") or 0) % count

    before_path = arguments[1] .. " "
    path = cut(arguments[2])
    after_path = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
        .. "\r\nAuthorization: Bearer " .. os.getenv("BENCH_TOKEN") .. "\r\n"
    if arguments[3] then
        body = cut(arguments[3])
        after_path = after_path .. "Content-Type: application/json\r\nContent-Length: "
    end
end

local function new_request()
    local place = turn * step + turn % math.min(step, names)
    local app, name = math.floor(place / names), place % names
    local start = before_path .. filled(path, app, name) .. after_path
    if not body then return start .. "\r\n" end
    local text = filled(body, app, name)
    return start .. #text .. "\r\n\r\n" .. text
end

-- Made when it is first sent: a million of them made beforehand would take minutes and gigabytes.
function request()
    turn = (turn + stride) % count
    local text = made[turn]
    if not text then
        text = new_request()
        if count <= made_limit then made[turn] = text end
    end
    return text
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
